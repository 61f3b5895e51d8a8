namespace Marrow.Imaging;

/// <summary>The side of one pixel on the specimen, in µm. Never guessed: where a file does not say, it is absent.</summary>
public readonly record struct MicrometersPerPixel
{
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive finite number.</exception>
    public MicrometersPerPixel(double value)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "microns per pixel must be a positive number");
        }

        Value = value;
    }

    public double Value { get; }
}
