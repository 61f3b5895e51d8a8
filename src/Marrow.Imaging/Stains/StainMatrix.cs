namespace Marrow.Imaging;

/// <summary>Two stain vectors as a matrix (3 × 2) with its least-squares inverse (2 × 3): density = First·c₁ + Second·c₂ + residual.</summary>
internal sealed record StainMatrix(StainVector First, StainVector Second)
{
    /// <summary>The direction across both stains, length 1.</summary>
    public StainVector Across => First.Cross(Second).Unit();

    /// <summary>Rows of the pseudo-inverse: the concentration of each stain is the row's product with the density.</summary>
    public (StainVector First, StainVector Second) Inverse()
    {
        double aa = First.Dot(First), ab = First.Dot(Second), bb = Second.Dot(Second), determinant = (aa * bb) - (ab * ab);
        return (First.Scaled(bb).Plus(Second.Scaled(-ab)).Scaled(1 / determinant),
            Second.Scaled(aa).Plus(First.Scaled(-ab)).Scaled(1 / determinant));
    }

    /// <summary>column · row, added to a 3×3 map.</summary>
    public static void AddOuter(double[,] map, StainVector column, StainVector row, double factor)
    {
        double[] c = [column.R, column.G, column.B], r = [row.R, row.G, row.B];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                map[i, j] += factor * c[i] * r[j];
            }
        }
    }
}
