using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Carries working-size labels to full size: a block whose neighbours agree with it is filled;
/// where bright and dark compartments meet, each pixel goes by its own brightness.
/// </summary>
internal sealed class BorderRefinement(WindowLabels labels, WindowPixels pixels, Scene scene)
{
    private readonly byte brightLevel = (byte)Math.Clamp(scene.Appearance.BrightLevel, 0, 255);

    /// <summary>Labels of the core at full size, row by row.</summary>
    public byte[] Labels(PixelRectangle core)
    {
        var result = new byte[core.Size.Area];
        int offsetX = core.X - pixels.View.X, offsetY = core.Y - pixels.View.Y, block = scene.Block;
        for (int top = 0; top < core.Height; top += block)
        {
            for (int left = 0; left < core.Width; left += block)
            {
                PixelRectangle area = new(left, top, Math.Min(block, core.Width - left), Math.Min(block, core.Height - top));
                FillBlock(result, core.Width, area, (offsetX + left, offsetY + top));
            }
        }

        return result;
    }

    /// <param name="source">The block's corner in the view, full size.</param>
    private void FillBlock(byte[] result, int width, PixelRectangle area, (int X, int Y) source)
    {
        int x = source.X / scene.Block, y = source.Y / scene.Block;
        (Compartment bright, Compartment dark) = Choices(x, y);
        for (int row = 0; row < area.Height; row++)
        {
            Span<byte> target = result.AsSpan(((area.Y + row) * width) + area.X, area.Width);
            if (bright == dark)
            {
                target.Fill((byte)bright);
                continue;
            }

            ReadOnlySpan<byte> brightness = pixels.Brightness.Row(source.Y + row).Slice(source.X, area.Width);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (byte)(brightness[i] > brightLevel ? bright : dark);
            }
        }
    }

    /// <summary>What bright and dark pixels of a block are; one and the same away from borders.</summary>
    private (Compartment Bright, Compartment Dark) Choices(int x, int y)
    {
        Compartment own = At(x, y);
        if (scene.Block == 1 || own is Compartment.Bone or Compartment.Excluded)
        {
            return (own, own);
        }

        bool fat = false, glass = false, haematopoietic = false;
        for (int dy = -1; dy <= 1; dy++)
        {
            for (int dx = -1; dx <= 1; dx++)
            {
                Compartment near = At(Math.Clamp(x + dx, 0, labels.Size.Width - 1), Math.Clamp(y + dy, 0, labels.Size.Height - 1));
                fat |= near == Compartment.Fat;
                glass |= near == Compartment.Glass;
                haematopoietic |= near == Compartment.Haematopoietic;
            }
        }

        return own switch
        {
            Compartment.Haematopoietic when fat => (Compartment.Fat, own),
            Compartment.Haematopoietic when glass => (Compartment.Glass, own),
            _ when haematopoietic => (own, Compartment.Haematopoietic),
            _ => (own, own),
        };
    }

    private Compartment At(int x, int y) => (Compartment)labels.Compartments[(y * labels.Size.Width) + x];
}
