namespace Marrow.Hematology;

/// <summary>
/// Centres of neighbouring pixels in one row, µm. They follow from the pixel's number in the whole picture alone,
/// so that a pixel is the same whatever tile draws it.
/// </summary>
/// <param name="FirstColumn">Column of the first pixel in the whole picture.</param>
/// <param name="Row">Row in the whole picture.</param>
/// <param name="Step">Side of a pixel, µm.</param>
internal readonly record struct PixelRow(int FirstColumn, int Row, double Step)
{
    public double Y => (Row + 0.5) * Step;

    public double X(int i) => (FirstColumn + i + 0.5) * Step;
}
