using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Carries working-size labels to full size: a block whose neighbours agree with it is filled;
/// where bright and dark compartments meet, each pixel goes by its own brightness.
/// </summary>
internal sealed class BorderRefinement
{
    private const int Kinds = 8;

    // For a block's own compartment and those about it (a bit each): what its bright and its dark pixels are.
    private static readonly (byte Bright, byte Dark)[] Choices = [.. Enumerable.Range(0, Kinds * 64).Select(i => Choose((Compartment)(i / 64), i % 64))];

    private readonly WindowLabels labels;
    private readonly WindowPixels pixels;
    private readonly int block;
    private readonly byte brightLevel;

    public BorderRefinement(WindowLabels labels, WindowPixels pixels, Scene scene)
    {
        (this.labels, this.pixels, block) = (labels, pixels, scene.Block);
        brightLevel = (byte)Math.Clamp(scene.Appearance.BrightLevel, 0, 255);
    }

    /// <summary>Labels of the core at full size, row by row.</summary>
    public byte[] Labels()
    {
        PixelRectangle core = pixels.Core;
        byte[] result = GC.AllocateUninitializedArray<byte>((int)core.Size.Area);
        int left = (core.X - pixels.View.X) / block, offsetY = core.Y - pixels.View.Y, columns = (core.Width + block - 1) / block;
        byte[] around = new byte[labels.Size.Width], bright = new byte[columns * block], dark = new byte[columns * block];
        for (int top = 0; top < core.Height; top += block)
        {
            int y = (offsetY + top) / block;
            Around(y, around);
            Spread(Row(y).Slice(left, columns), around.AsSpan(left, columns), bright, dark);
            for (int row = top; row < Math.Min(top + block, core.Height); row++)
            {
                Select(pixels.Brightness.Row(row), bright, dark, result.AsSpan(row * core.Width, core.Width));
            }
        }

        return result;
    }

    private static (byte Bright, byte Dark) Choose(Compartment own, int around)
    {
        bool fat = Has(Compartment.Fat), glass = Has(Compartment.Glass), haematopoietic = Has(Compartment.Haematopoietic);
        (Compartment bright, Compartment dark) = own switch
        {
            Compartment.Bone or Compartment.Excluded => (own, own),
            Compartment.Haematopoietic when fat => (Compartment.Fat, own),
            Compartment.Haematopoietic when glass => (Compartment.Glass, own),
            _ when haematopoietic => (own, Compartment.Haematopoietic),
            _ => (own, own),
        };
        return ((byte)bright, (byte)dark);

        bool Has(Compartment compartment) => ((around >> (int)compartment) & 1) != 0;
    }

    private ReadOnlySpan<byte> Row(int y) => labels.Compartments.AsSpan(y * labels.Size.Width, labels.Size.Width);

    /// <summary>The compartments of a block and its eight neighbours, a bit each.</summary>
    private void Around(int y, Span<byte> around)
    {
        ReadOnlySpan<byte> above = Row(Math.Max(0, y - 1)), own = Row(y), below = Row(Math.Min(labels.Size.Height - 1, y + 1));
        int before = 0, here = Bits(above, own, below, 0);
        for (int x = 0; x < around.Length; x++)
        {
            int after = x + 1 < around.Length ? Bits(above, own, below, x + 1) : 0;
            around[x] = (byte)(before | here | after);
            (before, here) = (here, after);
        }
    }

    private static int Bits(ReadOnlySpan<byte> above, ReadOnlySpan<byte> own, ReadOnlySpan<byte> below, int x) => (1 << above[x]) | (1 << own[x]) | (1 << below[x]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(ReadOnlySpan<byte> own, ReadOnlySpan<byte> around, Span<byte> bright, Span<byte> dark)
    {
        (byte Bright, byte Dark)[] choices = Choices;
        for (int x = 0; x < own.Length; x++)
        {
            // At full size there is nothing to refine.
            (byte lighter, byte darker) = block == 1 ? (own[x], own[x]) : choices[(own[x] * 64) + around[x]];
            if (block == 2)
            {
                MemoryMarshal.Cast<byte, ushort>(bright)[x] = (ushort)(lighter * 0x101);
                MemoryMarshal.Cast<byte, ushort>(dark)[x] = (ushort)(darker * 0x101);
                continue;
            }

            bright.Slice(x * block, block).Fill(lighter);
            dark.Slice(x * block, block).Fill(darker);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select(ReadOnlySpan<byte> brightness, ReadOnlySpan<byte> bright, ReadOnlySpan<byte> dark, Span<byte> target)
    {
        int x = 0;
        Vector<byte> level = new(brightLevel);
        for (; x + Vector<byte>.Count <= target.Length; x += Vector<byte>.Count)
        {
            Vector<byte> isBright = Vector.GreaterThan(new Vector<byte>(brightness[x..]), level);
            Vector.ConditionalSelect(isBright, new Vector<byte>(bright[x..]), new Vector<byte>(dark[x..])).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            target[x] = brightness[x] > brightLevel ? bright[x] : dark[x];
        }
    }
}
