namespace Marrow.Hematology;

/// <summary>Turns stain amounts into light (Beer and Lambert) and lays the empty places between the tissue.</summary>
internal sealed class LightPainter
{
    private const int TableSteps = 512;

    private static readonly float[] Table = [.. Enumerable.Range(0, 8 * TableSteps).Select(i => (float)Math.Exp(-(double)i / TableSteps))];

    private readonly NoiseTile _noise;
    private readonly float[] _white;
    private readonly float[] _hematoxylin;
    private readonly float[] _eosin;
    private readonly float[] _redCell;

    // Felt pens are blue, green or black; optical density of red, green, blue.
    private static readonly float[][] PenInks = [[1.5f, 0.9f, 0.15f], [1.2f, 0.3f, 0.9f], [1.9f, 1.8f, 1.7f]];

    // What is left in a vacuole is lilac: it takes more green away than red and blue.
    private static readonly float[] LumenColour = [0.9f, 1.15f, 0.75f];

    private readonly float[] _pen;
    private readonly float _paper;

    public LightPainter(SectionStyle style, Disturbances disturbances, (NoiseTile Noise, long Seed) source)
    {
        _noise = source.Noise;
        double strength = disturbances.StainStrength, hue = disturbances.StainHue;
        _white = [(float)style.White.R, (float)style.White.G, (float)style.White.B];
        _hematoxylin = Turned(style.Hematoxylin, hue, strength);
        _eosin = Turned(style.Eosin, hue, strength);
        _redCell = Turned(style.RedCell, hue, strength);
        _paper = (float)SeedStream.At(source.Seed, 0x9A9E).Between(0.96, 1.1);
        _pen = PenInks[(int)(SeedStream.At(source.Seed, 0x9E4).Unit() * PenInks.Length)];
    }

    /// <summary>See <see cref="SectionPhantomOptions.IsCutOut"/>: the glass is a white of its own, without a speck.</summary>
    public bool IsCutOut { get; init; }

    public void Paint(SectionTile tile)
    {
        int width = tile.Area.Width;
        Span<float> veil = stackalloc float[width], crease = stackalloc float[width];
        for (int y = 0; y < tile.Area.Height; y++)
        {
            PixelRow row = tile.Row(y);
            _noise.Row(veil, row, 48, 15);
            _noise.Row(crease, row, 65, 16);
            for (int x = 0; x < width; x++)
            {
                PaintPixel(tile, (y * width) + x, Haze(tile, (y * width) + x, veil[x], crease[x]));
            }
        }
    }

    // Empty places are not quite clean: a veil of fat or mounting medium, and creases of membrane seen flat inside vacuoles.
    private static float Haze(SectionTile tile, int i, float veil, float crease)
    {
        float film = Math.Clamp(1 - (30 * Math.Abs(crease - 0.4f)), 0, 1) * Math.Clamp(veil, 0, 1);
        float inside = tile.Glass[i] > 0 ? 0.2f : 1;
        return Math.Max(0.015f + (inside * ((0.012f * veil) + (0.03f * film))) + (0.002f * tile.Grain[i]), 0);
    }

    private void PaintPixel(SectionTile tile, int i, float haze)
    {
        float pasted = IsCutOut ? GroundPainter.Cover(tile.Glass[i], (float)tile.Step) : 0;
        float tissue = tile.Tissue[i];
        float pen = GroundPainter.Cover(tile.Pen[i], (float)tile.Step);
        for (int c = 0; c < 3; c++)
        {
            float light = (1 - tissue) * (1 - haze) * (1 - (tile.Tint[i] * LumenColour[c]));
            if (tissue > 0)
            {
                light += tissue * Passing((tile.Hematoxylin[i] * _hematoxylin[c]) + (tile.Eosin[i] * _eosin[c]) + (tile.RedCell[i] * _redCell[c]));
            }

            light = pen > 0 ? light * Passing(pen * _pen[c]) : light;
            tile.Light[(3 * i) + c] = _white[c] * (pasted > 0 ? GroundPainter.Mix(light, _paper, pasted) : light);
        }
    }

    // exp(−density) from a table: within 0.1 % of it, a quarter of a grey level.
    private static float Passing(float density) => Table[Math.Clamp((int)((density * TableSteps) + 0.5f), 0, Table.Length - 1)];

    // A hue of +1 takes a third of the red absorption away and adds to the blue one (redder), −1 the other way round.
    private static float[] Turned((double R, double G, double B) stain, double hue, double strength) =>
    [
        (float)(strength * stain.R * (1 - (0.33 * hue))),
        (float)(strength * stain.G),
        (float)(strength * stain.B * (1 + (0.25 * hue))),
    ];
}
