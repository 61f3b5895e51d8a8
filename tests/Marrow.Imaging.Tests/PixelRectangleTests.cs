using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class PixelRectangleTests
{
    [Fact]
    public void The_intersection_lies_in_both_rectangles() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            if (bytes.Length < 8)
            {
                return true;
            }

            PixelRectangle a = new(bytes[0], bytes[1], bytes[2], bytes[3]), b = new(bytes[4], bytes[5], bytes[6], bytes[7]);
            PixelRectangle both = a.Intersect(b);
            return both.IsEmpty || (a.Contains(both) && b.Contains(both));
        }));
}
