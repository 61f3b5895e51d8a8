using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class DistanceTests
{
    /// <summary>All ordered pairs of inside pixels whose greater coordinate difference is one of the distances, counted one by one.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1, 3)]
    [InlineData(16)]
    public void Neighbours_at_larger_distances_are_those_counted_by_hand(params int[] distances)
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(11, 31, 27);
        var whole = new Mask(31, 27, Array.ConvertAll(labels.Labels, label => label > 0 ? (byte)1 : (byte)0));
        var options = new RadiomicsOptions { Distances = distances, Aggregation = TextureAggregation.Combined25D, DependenceTolerance = 1 };
        Dictionary<string, double> measured = RegionFeatures.Measure(picture, whole, options).Named();
        int Level(int x, int y) => x < 0 || y < 0 || x >= 31 || y >= 27 || !whole[x, y] ? 0 : ((int)picture.Samples[x, y] / 25) + 1;
        double pairs = 0, squares = 0, dependence = 0;
        for (int i = 0; i < 31 * 27; i++)
        {
            (int x, int y) = (i % 31, i / 31);
            int dependent = 1;
            for (int j = 0; j < 33 * 33 && Level(x, y) > 0; j++)
            {
                (int dx, int dy) = ((j % 33) - 16, (j / 33) - 16);
                if (distances.Contains(Math.Max(Math.Abs(dx), Math.Abs(dy))) && Level(x + dx, y + dy) is > 0 and int other)
                {
                    int gap = Math.Abs(Level(x, y) - other);
                    pairs++;
                    squares += gap * gap;
                    dependent += gap <= 1 ? 1 : 0;
                }
            }

            dependence += Level(x, y) > 0 ? (double)dependent * dependent / whole.Count() : 0;
        }

        Assert.Equal(squares / pairs, measured["original_glcm_Contrast"], 9);
        Assert.Equal(dependence, measured["original_gldm_LargeDependenceEmphasis"], 9);
    }
}
