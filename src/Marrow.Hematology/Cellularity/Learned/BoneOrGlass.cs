using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Tells pale bone from empty slide where a network took one for the other: glass is as bright as the slide's own white, bone is stained,
/// however little. Only areas wider than a crack are judged, by the means of small blocks, and only near bone.
/// </summary>
internal sealed class BoneOrGlass
{
    // Side of a block in µm.
    private const double BlockSide = 4;

    // Shares of the way from white to the darkest nuclei: less is white, more is stained. Between them the network's word holds.
    private const double WhiteShare = 0.02, StainedShare = 0.03;

    // Least distances from white, for pictures of little contrast.
    private const double LeastWhite = 3, LeastStained = 5;

    // Narrower than this disc, in µm, are cracks, canals, specks and blurred edges; what lies twice as far beside a wider area is judged too.
    private const double CrackRadius = 9;

    // As far as a window sees beyond its core, in µm.
    private const double Reach = 100;

    private readonly Compartment[] learned;
    private readonly byte[] brightness;
    private readonly PixelSize size, blocks;
    private readonly int side;
    private readonly double perBlock;
    private readonly (double White, double Stained) level;

    private BoneOrGlass(Compartment[] learned, byte[] brightness, PixelSize size, Scene scene)
    {
        (this.learned, this.brightness, this.size) = (learned, brightness, size);
        side = Math.Max(1, (int)Math.Round(scene.Length(BlockSide)));
        perBlock = scene.Working * side;
        blocks = new PixelSize((size.Width + side - 1) / side, (size.Height + side - 1) / side);
        double range = scene.Appearance.Range;
        level = (Appearance.White - Math.Max(LeastWhite, WhiteShare * range), Appearance.White - Math.Max(LeastStained, StainedShare * range));
    }

    /// <param name="learned">What the network says of each pixel of a window; mended in place.</param>
    public static void Settle(Compartment[] learned, byte[] brightness, PixelSize size, Scene scene)
    {
        if (learned.AsSpan().Contains(Compartment.Bone))
        {
            new BoneOrGlass(learned, brightness, size, scene).Settle();
        }
    }

    private void Settle()
    {
        byte[] means = Means();
        Mask bone = Mostly(Compartment.Bone), glass = Mostly(Compartment.Glass);
        Rename(Compartment.Bone, Compartment.Glass, And(bone, i => means[i] >= level.White), i => means[i] >= level.White);
        Mask near = BinaryMorphology.Dilate(Mostly(Compartment.Bone), Reach / perBlock);
        Rename(Compartment.Glass, Compartment.Bone, And(glass, i => means[i] < level.Stained && near.Values[i] != 0), i => means[i] < level.White);
    }

    /// <summary>Renames the pixels of one compartment in wide areas of the other look, and in blocks beside them that look so.</summary>
    private void Rename(Compartment from, Compartment to, Mask other, Predicate<int> looksSo)
    {
        Mask wide = BinaryMorphology.Open(other, CrackRadius / perBlock), beside = BinaryMorphology.Dilate(wide, 2 * CrackRadius / perBlock);
        for (int block = 0; block < beside.Values.Length; block++)
        {
            if (wide.Values[block] == 0 && (beside.Values[block] == 0 || !looksSo(block)))
            {
                continue;
            }

            PixelRectangle place = Place(block);
            for (int y = place.Y; y < place.Bottom; y++)
            {
                learned.AsSpan((y * size.Width) + place.X, place.Width).Replace(from, to);
            }
        }
    }

    /// <summary>Mean brightness of each block.</summary>
    private byte[] Means()
    {
        var means = new byte[blocks.Area];
        for (int block = 0; block < means.Length; block++)
        {
            PixelRectangle place = Place(block);
            int sum = 0;
            for (int y = place.Y; y < place.Bottom; y++)
            {
                foreach (byte value in brightness.AsSpan((y * size.Width) + place.X, place.Width))
                {
                    sum += value;
                }
            }

            means[block] = (byte)((sum + (place.Size.Area / 2)) / place.Size.Area);
        }

        return means;
    }

    /// <summary>The blocks of which at least half is of a compartment.</summary>
    private Mask Mostly(Compartment compartment)
    {
        var mask = new Mask(blocks.Width, blocks.Height);
        for (int block = 0; block < mask.Values.Length; block++)
        {
            PixelRectangle place = Place(block);
            int count = 0;
            for (int y = place.Y; y < place.Bottom; y++)
            {
                count += learned.AsSpan((y * size.Width) + place.X, place.Width).Count(compartment);
            }

            mask.Values[block] = 2 * count >= place.Size.Area ? (byte)1 : (byte)0;
        }

        return mask;
    }

    private static Mask And(Mask mask, Predicate<int> holds)
    {
        var both = new Mask(mask.Width, mask.Height);
        for (int i = 0; i < both.Values.Length; i++)
        {
            both.Values[i] = mask.Values[i] != 0 && holds(i) ? (byte)1 : (byte)0;
        }

        return both;
    }

    private PixelRectangle Place(int block)
    {
        int x = block % blocks.Width * side, y = block / blocks.Width * side;
        return new PixelRectangle(x, y, Math.Min(side, size.Width - x), Math.Min(side, size.Height - y));
    }
}
