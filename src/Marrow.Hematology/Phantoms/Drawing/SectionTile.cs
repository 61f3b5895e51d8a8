using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The planes on which one tile of a section is drawn, reused from tile to tile; distances in µm, positive inside.</summary>
internal sealed class SectionTile
{
    /// <summary>Where the tile lies in the finely drawn picture, with its margin.</summary>
    public PixelRectangle Area { get; private set; }

    /// <summary>Side of a pixel, µm.</summary>
    public double Step { get; private set; }

    /// <summary>Where the tile lies, µm.</summary>
    public (double X, double Y, double Width, double Height) Place => (Area.X * Step, Area.Y * Step, Area.Width * Step, Area.Height * Step);

    public int Count => Area.Width * Area.Height;

    public float[] Glass { get; private set; } = [];

    public float[] Bone { get; private set; } = [];

    public float[] Cleft { get; private set; } = [];

    public float[] Vessel { get; private set; } = [];

    public float[] Fold { get; private set; } = [];

    public float[] Pen { get; private set; } = [];

    public float[] Crumb { get; private set; } = [];

    /// <summary>Distance to the nearest vacuole's border before all are grown or shrunk, negative inside.</summary>
    public float[] FirstVacuole { get; private set; } = [];

    /// <summary>The same of the second nearest.</summary>
    public float[] SecondVacuole { get; private set; } = [];

    /// <summary>Which of <see cref="Vacuoles"/> is nearest; −1 for none.</summary>
    public int[] FirstCell { get; private set; } = [];

    /// <summary>Which of <see cref="Vacuoles"/> is second nearest; −1 for none.</summary>
    public int[] SecondCell { get; private set; } = [];

    /// <summary>The vacuoles near the tile.</summary>
    public List<Adipocyte> Vacuoles { get; set; } = [];

    /// <summary>Values of <see cref="Compartment"/>.</summary>
    public byte[] Compartments { get; private set; } = [];

    /// <summary>How much tissue (not lumen, not glass) covers each pixel, 0…1.</summary>
    public float[] Tissue { get; private set; } = [];

    /// <summary>How much light the inside of a vacuole takes away, 0…1.</summary>
    public float[] Tint { get; private set; } = [];

    /// <summary>How much of each pixel cells may cover: 1 in marrow, 0 in bone and vacuoles.</summary>
    public float[] Marrow { get; private set; } = [];

    /// <summary>Noise of chromatin's grain, for whoever textures something.</summary>
    public float[] Grain { get; private set; } = [];

    /// <summary>Noise of about a cell's size, which keeps outlines from being round.</summary>
    public float[] Wobble { get; private set; } = [];

    public float[] Hematoxylin { get; private set; } = [];

    public float[] Eosin { get; private set; } = [];

    public float[] RedCell { get; private set; } = [];

    /// <summary>Light as the camera sees it, grey levels 0…255, H × W × 3.</summary>
    public float[] Light { get; private set; } = [];

    /// <summary>Makes room for a tile; the planes keep what they held.</summary>
    public void Begin(PixelRectangle area, double step)
    {
        (Area, Step) = (area, step);
        if (Tissue.Length >= Count)
        {
            return;
        }

        (Glass, Bone, Cleft, Vessel, Fold, Pen) = (Plane(), Plane(), Plane(), Plane(), Plane(), Plane());
        (FirstVacuole, SecondVacuole, Tissue, Hematoxylin, Eosin, RedCell) = (Plane(), Plane(), Plane(), Plane(), Plane(), Plane());
        (Marrow, Grain, Wobble, Tint, Crumb) = (Plane(), Plane(), Plane(), Plane(), Plane());
        (FirstCell, SecondCell) = (new int[Count], new int[Count]);
        (Compartments, Light) = (new byte[Count], new float[3 * Count]);
    }

    public PixelRow Row(int row) => new(Area.X, Area.Y + row, Step);

    private float[] Plane() => new float[Count];
}
