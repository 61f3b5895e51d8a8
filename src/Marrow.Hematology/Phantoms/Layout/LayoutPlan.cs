namespace Marrow.Hematology;

/// <summary>The form of trabeculae or vessels: bands along the zero lines of a noise, cut into segments.</summary>
/// <param name="Spacing">Distance between neighbouring bands, µm.</param>
/// <param name="HalfWidth">Half the thickness of a band, µm.</param>
/// <param name="Variant">Which noise.</param>
internal readonly record struct RibbonShape(double Spacing, double HalfWidth, int Variant);

/// <summary>Makes the distance fields of a layout, each cut so that it covers its share of the picture.</summary>
internal sealed class LayoutPlan(LayoutGrid grid, NoiseTile noise, long seed, ParallelOptions parallel)
{
    // A glass border runs ragged on these scales (µm) by these amounts (µm).
    private static readonly (double Bump, double Amount)[] Ragged = [(260, 26), (70, 9), (22, 3.5)];

    // How fast a cleft tapers: µm of width per standard deviation of its noise.
    private const double CleftTaper = 28;

    /// <summary>Empty slide: beside a long core above and below it, otherwise from one side or around a round piece.</summary>
    public FieldGrid Glass(double share)
    {
        if (share <= 0)
        {
            return FieldGrid.Absent(grid);
        }

        SeedStream random = SeedStream.At(seed, 0x61A55);
        double angle = random.Between(0, 2 * Math.PI), offset = random.Between(-0.15, 0.15) * grid.Height;
        bool isCore = grid.Width > 1.8 * grid.Height || grid.Height > 1.8 * grid.Width;
        double Base(double x, double y) => isCore
            ? AroundCore(x - (grid.Width / 2), y - (grid.Height / 2), offset)
            : ((x - (grid.Width / 2)) * Math.Cos(angle)) + ((y - (grid.Height / 2)) * Math.Sin(angle));

        double[] values = Values((x, y) =>
        {
            double value = Base(x, y);
            for (int i = 0; i < Ragged.Length; i++)
            {
                value += Ragged[i].Amount * noise.At(x, y, Ragged[i].Bump, 10 + i);
            }

            return value;
        });
        return Cut(values, share, []);
    }

    /// <summary>Empty slide around a rectangle.</summary>
    public FieldGrid AroundRectangle(double share)
    {
        SeedStream random = SeedStream.At(seed, 0xC07);
        double x0 = random.Between(-0.15, 0.15) * grid.Width, y0 = random.Between(-0.15, 0.15) * grid.Height, form = random.Between(0.7, 1.4);
        return share <= 0 ? FieldGrid.Absent(grid) : Cut(Values((x, y) => Math.Max(Math.Abs(x - (grid.Width / 2) - x0) * form, Math.Abs(y - (grid.Height / 2) - y0))), share, []);
    }

    /// <summary>Ragged crumbs that lie on the glass with room around them.</summary>
    public FieldGrid Crumbs(int count, FieldGrid glass)
    {
        if (count == 0 || glass.IsAbsent)
        {
            return FieldGrid.Absent(grid);
        }

        SeedStream random = SeedStream.At(seed, 0xC2B5);
        var values = new float[grid.Count];
        Array.Fill(values, FieldGrid.Nowhere);
        for (int i = 0; i < count; i++)
        {
            double x = random.Unit() * grid.Width, y = random.Unit() * grid.Height, radius = random.Between(6, 32), form = Math.Exp(random.Between(-0.7, 0.7));
            if (glass.At(x, y) < radius + 12)
            {
                continue;
            }

            int reach = (int)Math.Ceiling(2 * radius * Math.Max(form, 1 / form) / grid.Pitch);
            (int column, _) = grid.Locate(x, grid.Columns);
            (int row, _) = grid.Locate(y, grid.Rows);
            for (int r = Math.Max(row - reach, 0); r < Math.Min(row + reach, grid.Rows); r++)
            {
                for (int c = Math.Max(column - reach, 0); c < Math.Min(column + reach, grid.Columns); c++)
                {
                    int node = (r * grid.Columns) + c;
                    (double px, double py) = grid.Place(node);
                    double away = Math.Sqrt(((px - x) * (px - x) * form) + ((py - y) * (py - y) / form));
                    double depth = Math.Min(radius - away + (0.3 * radius * noise.At(px, py, 14, 61)), glass.AtNode(node) - 8);
                    values[node] = Math.Max(values[node], (float)depth);
                }
            }
        }

        return FieldGrid.Of(grid, values);
    }

    /// <summary>Trabeculae or vessels: as many segments of the bands as give the share, thicker bands where all of them are too few.</summary>
    public FieldGrid Ribbon(double share, RibbonShape shape, FieldGrid[] before)
    {
        if (share <= 0)
        {
            return FieldGrid.Absent(grid);
        }

        double[] axis = AxisDistances(shape.Spacing, shape.Variant);
        double[] thickness = Values((x, y) => 1 + (0.22 * noise.At(x, y, shape.Spacing * 0.5, shape.Variant + 1)));
        double[] reach = Values(node => -axis[node] / thickness[node]);
        double halfWidth = Math.Max(shape.HalfWidth, -Quantile(reach, Math.Min(1.3 * share, 0.95), before));
        double[] segments = Values((x, y) => noise.At(x, y, shape.Spacing * 0.8, shape.Variant + 2));
        double[] candidates = Values(node => axis[node] < halfWidth * thickness[node] ? segments[node] : double.NegativeInfinity);
        double cut = Quantile(candidates, share, before);
        double taper = shape.Spacing * 0.5;
        return FieldGrid.Of(grid, Array.ConvertAll(
            Values(node => Rounded((halfWidth * thickness[node]) - axis[node], (segments[node] - cut) * taper, halfWidth)), value => (float)value));
    }

    /// <summary>White retraction spaces: along bone where there is some, else along tears in the marrow.</summary>
    public FieldGrid Clefts(double share, FieldGrid bone, FieldGrid[] before)
    {
        if (share <= 0)
        {
            return FieldGrid.Absent(grid);
        }

        double[] tear = AxisDistances(190, 50);
        double[] values = Values(node =>
        {
            (double x, double y) = grid.Place(node);
            double fromBone = bone.IsAbsent ? 1e3 : Math.Max(-bone.AtNode(node), 0);
            double distance = Math.Min(fromBone, tear[node] + (bone.IsAbsent ? 0 : 45));
            return (CleftTaper * noise.At(x, y, 110, 53)) + (4 * noise.At(x, y, 18, 54)) - distance;
        });
        double cut = Quantile(values, share, before);
        return FieldGrid.Of(grid, Array.ConvertAll(values, value => (float)Math.Max(value - cut, FieldGrid.Nowhere)));
    }

    /// <summary>Bands right across the picture (folds, pen).</summary>
    public FieldGrid Strokes(int count, int variant, double halfWidth)
    {
        if (count == 0)
        {
            return FieldGrid.Absent(grid);
        }

        SeedStream random = SeedStream.At(seed, variant);
        var lines = new (double X, double Y, double Angle)[count];
        for (int i = 0; i < count; i++)
        {
            lines[i] = (random.Between(0.2, 0.8) * grid.Width, random.Between(0.2, 0.8) * grid.Height, random.Between(0, Math.PI));
        }

        return FieldGrid.Of(grid, Array.ConvertAll(Values((x, y) => halfWidth * (1 + (0.25 * noise.At(x, y, 90, variant)))
            - lines.Min(line => Math.Abs(((x - line.X) * Math.Sin(line.Angle)) - ((y - line.Y) * Math.Cos(line.Angle)) + (20 * noise.At(x, y, 220, variant + 1))))), value => (float)value));
    }

    // Distance from the outline of a stadium shape around the core's axis; the cut sets how thick the core is.
    private double AroundCore(double x, double y, double offset)
    {
        (double along, double across, double length) = grid.Width > grid.Height ? (x, y, grid.Width) : (y, x, grid.Height);
        double beyond = Math.Max(Math.Abs(along) - (length * 0.46), 0) * 3;
        double bend = offset * Math.Cos(along / length * Math.PI);
        return Math.Sqrt(((across - bend) * (across - bend)) + (beyond * beyond));
    }

    // The smaller of two distances, with the corner between them rounded over this width.
    private static double Rounded(double a, double b, double width)
    {
        double overlap = Math.Max(width - Math.Abs(a - b), 0) / width;
        return Math.Min(a, b) - (overlap * overlap * width * 0.25);
    }

    private FieldGrid Cut(double[] values, double share, FieldGrid[] before)
    {
        double cut = Quantile(values, share, before);
        return FieldGrid.Of(grid, grid.Distances(Array.ConvertAll(values, value => value - cut)));
    }

    // Distance to the zero lines of a noise about its median; the slope is kept from vanishing so that bands widen where they join.
    private double[] AxisDistances(double bump, int variant)
    {
        double[] values = Values((x, y) => noise.At(x, y, bump, variant));
        double median = Quantile(values, 0.5, []);
        double typicalSlope = 1 / bump;
        return Values(node =>
        {
            (double x, double y) = grid.Place(node);
            double h = grid.Pitch;
            double dx = (noise.At(x + h, y, bump, variant) - noise.At(x - h, y, bump, variant)) / (2 * h);
            double dy = (noise.At(x, y + h, bump, variant) - noise.At(x, y - h, bump, variant)) / (2 * h);
            return Math.Abs(values[node] - median) / Math.Sqrt((dx * dx) + (dy * dy) + (typicalSlope * typicalSlope));
        });
    }

    // The value that this share of the picture's nodes passes, counting only nodes that nothing before covers.
    private double Quantile(double[] values, double share, FieldGrid[] before)
    {
        var free = new List<double>();
        int inside = 0;
        for (int node = 0; node < values.Length; node++)
        {
            if (grid.IsInside(node))
            {
                inside++;
                if (before.All(field => field.AtNode(node) <= 0))
                {
                    free.Add(values[node]);
                }
            }
        }

        free.Sort();
        int wanted = (int)Math.Round(share * inside);
        return free.Count == 0 ? double.PositiveInfinity : free[Math.Clamp(free.Count - wanted, 0, free.Count - 1)];
    }

    private double[] Values(Func<double, double, double> at) => Values(node =>
    {
        (double x, double y) = grid.Place(node);
        return at(x, y);
    });

    private double[] Values(Func<int, double> at)
    {
        var values = new double[grid.Count];
        Parallel.For(0, grid.Rows, parallel, row =>
        {
            for (int node = row * grid.Columns; node < (row + 1) * grid.Columns; node++)
            {
                values[node] = at(node);
            }
        });
        return values;
    }
}
