namespace Marrow.Hematology;

/// <summary>The loss of a JPEG file: 8 × 8 cosine transform of luma and chroma, quantized with the tables of ITU-T T.81 annex K.</summary>
internal sealed class BlockCompression
{
    private const int Side = 8;

    private static readonly byte[] LumaTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] ChromaTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    private static readonly float[] Cosines = [.. Enumerable.Range(0, 64).Select(i =>
        (float)((i / 8 == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((((2 * (i % 8)) + 1) * (i / 8) * Math.PI) / 16)))];

    private readonly float[] _luma;
    private readonly float[] _chroma;

    public BlockCompression(int quality)
    {
        double scale = quality < 50 ? 5000.0 / quality : 200 - (2 * quality);
        float[] Scaled(byte[] table) => Array.ConvertAll(table, step => (float)Math.Clamp(Math.Floor(((step * scale) + 50) / 100), 1, 255));
        (_luma, _chroma) = (Scaled(LumaTable), Scaled(ChromaTable));
    }

    /// <summary>Compresses a tile of H × W × 3 bytes in place, from its corner in whole blocks; a block cut by the edge repeats its last pixels.</summary>
    public void Apply(Span<byte> rgb, int width, int height)
    {
        Span<float> block = stackalloc float[3 * Side * Side];
        for (int y = 0; y < height; y += Side)
        {
            for (int x = 0; x < width; x += Side)
            {
                Load(rgb, block, (x, y, width, height));
                Quantize(block[..64], _luma);
                Quantize(block[64..128], _chroma);
                Quantize(block[128..], _chroma);
                Store(rgb, block, (x, y, width, height));
            }
        }
    }

    private static void Load(ReadOnlySpan<byte> rgb, Span<float> block, (int X, int Y, int Width, int Height) at)
    {
        for (int i = 0; i < 64; i++)
        {
            int x = Math.Min(at.X + (i % Side), at.Width - 1), y = Math.Min(at.Y + (i / Side), at.Height - 1);
            ReadOnlySpan<byte> pixel = rgb.Slice(3 * ((y * at.Width) + x), 3);
            float luma = (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
            block[i] = luma - 128;
            block[64 + i] = 0.564f * (pixel[2] - luma);
            block[128 + i] = 0.713f * (pixel[0] - luma);
        }
    }

    private static void Quantize(Span<float> block, float[] table)
    {
        Span<float> turned = stackalloc float[64];
        Transform(block, turned, isForward: true);
        for (int i = 0; i < 64; i++)
        {
            turned[i] = MathF.Round(turned[i] / table[i]) * table[i];
        }

        Transform(turned, block, isForward: false);
    }

    // Two passes over rows and columns; the basis is orthonormal, so that the way back is its transpose.
    private static void Transform(ReadOnlySpan<float> from, Span<float> to, bool isForward)
    {
        Span<float> between = stackalloc float[64], target = stackalloc float[64];
        for (int pass = 0; pass < 2; pass++)
        {
            ReadOnlySpan<float> source = pass == 0 ? from : between;
            for (int i = 0; i < 64; i++)
            {
                float sum = 0;
                for (int k = 0; k < Side; k++)
                {
                    sum += source[(i / Side * Side) + k] * Cosines[isForward ? (i % Side * Side) + k : (k * Side) + (i % Side)];
                }

                target[(i % Side * Side) + (i / Side)] = sum;
            }

            target.CopyTo(pass == 0 ? between : to);
        }
    }

    private static void Store(Span<byte> rgb, ReadOnlySpan<float> block, (int X, int Y, int Width, int Height) at)
    {
        for (int i = 0; i < 64; i++)
        {
            int x = at.X + (i % Side), y = at.Y + (i / Side);
            if (x >= at.Width || y >= at.Height)
            {
                continue;
            }

            Span<byte> pixel = rgb.Slice(3 * ((y * at.Width) + x), 3);
            (float luma, float blue, float red) = (block[i] + 128, block[64 + i], block[128 + i]);
            pixel[0] = Level(luma + (1.402f * red));
            pixel[1] = Level(luma - (0.344f * blue) - (0.714f * red));
            pixel[2] = Level(luma + (1.772f * blue));
        }
    }

    private static byte Level(float value) => (byte)Math.Clamp((int)MathF.Round(value), 0, 255);
}
