namespace Marrow.Hematology;

/// <summary>Lays vacuoles into the marrow, touching and in clusters, until they cover the wanted share of it.</summary>
internal sealed class AdipocyteScatter
{
    private const double SmallestRadius = 8;
    private const double LargestRadius = 46;
    private const int TriesPerSqueeze = 250;

    private readonly SectionLayout _layout;
    private readonly SectionStyle _style;
    private readonly NoiseTile _noise;
    private readonly List<Adipocyte> _placed = [];
    private readonly float[] _distance;
    private readonly int[] _marrow;
    private readonly bool[] _isMarrow;
    private long _covered;

    private AdipocyteScatter(SectionLayout layout, SectionStyle style, NoiseTile noise)
    {
        (_layout, _style, _noise) = (layout, style, noise);
        _marrow = [.. Enumerable.Range(0, layout.Grid.Count).Where(layout.IsMarrow)];
        _isMarrow = new bool[layout.Grid.Count];
        Array.ForEach(_marrow, node => _isMarrow[node] = true);
        _distance = new float[layout.Grid.Count];
        Array.Fill(_distance, 1000);
    }

    /// <summary>Vacuoles whose union covers about <paramref name="share"/> (0…1) of the marrow; the exact share is set later by growing or shrinking them all.</summary>
    public static IReadOnlyList<Adipocyte> Place(double share, long seed, (SectionLayout Layout, SectionStyle Style, NoiseTile Noise) section, CancellationToken token)
    {
        var scatter = new AdipocyteScatter(section.Layout, section.Style, section.Noise);
        if (share > 0 && scatter._marrow.Length > 0)
        {
            scatter.Fill(Math.Min(share, 0.985), SeedStream.At(seed, 0xFA7), token);
        }

        return scatter._placed;
    }

    private void Fill(double share, SeedStream random, CancellationToken token)
    {
        double wanted = share * _marrow.Length;
        double squeeze = 1.04 - (0.22 * share);
        int misses = 0;
        while (_covered < wanted && squeeze > 0.35)
        {
            token.ThrowIfCancellationRequested();
            if (TryPlace(wanted - _covered, squeeze, ref random))
            {
                misses = 0;
            }
            else if (++misses > TriesPerSqueeze)
            {
                (squeeze, misses) = (squeeze * 0.97, 0);
            }
        }
    }

    private bool TryPlace(double missingNodes, double squeeze, ref SeedStream random)
    {
        LayoutGrid grid = _layout.Grid;
        int node = _marrow[(int)(random.Unit() * _marrow.Length)];
        (double x, double y) = grid.Place(node);
        x += (random.Unit() - 0.5) * grid.Pitch;
        y += (random.Unit() - 0.5) * grid.Pitch;
        double radius = Radius(missingNodes, ref random);
        bool isWelcome = random.Chance(0.25 + (0.75 * Math.Clamp(0.5 + _noise.At(x, y, 170, 60), 0, 1)));

        // Most vacuoles keep clear of bone and gaps; a few are cut by them.
        if (random.Chance(_layout.Reserve))
        {
            double clearance = _layout.Clearance(node);
            isWelcome &= clearance > 13 || squeeze < 0.7;
            radius = Math.Min(radius, Math.Max(clearance, SmallestRadius));
        }

        // In tight places a smaller cell takes the room that is left.
        double room = _distance[node];
        if (squeeze < 0.8 && room > 5)
        {
            radius = Math.Min(radius, Math.Max((room * 1.25) + 5, SmallestRadius));
        }

        if (!isWelcome || room < ((2 * squeeze) - 1) * radius)
        {
            return false;
        }

        Add(Shaped(x, y, radius, ref random));
        return true;
    }

    private double Radius(double missingNodes, ref SeedStream random)
    {
        double radius = 0.5 * _style.VacuoleDiameter * Math.Exp(_style.VacuoleSpread * random.Normal());

        // A plane of section passes some cells near their pole.
        radius *= random.Chance(0.2) ? random.Between(0.4, 1) : 1;
        double missing = Math.Sqrt(Math.Max(missingNodes, 1) * _layout.Grid.Pitch * _layout.Grid.Pitch / Math.PI);
        return Math.Clamp(Math.Min(radius, missing * 1.15), SmallestRadius, LargestRadius);
    }

    private static Adipocyte Shaped(double x, double y, double radius, ref SeedStream random)
    {
        double oval = Math.Abs(0.09 * random.Normal()), ovalAngle = random.Between(0, 2 * Math.PI);
        double corner = Math.Abs(0.03 * random.Normal()), cornerAngle = random.Between(0, 2 * Math.PI);
        return new Adipocyte((float)x, (float)y, (float)radius, Turned(Math.Min(oval, 0.24), ovalAngle), Turned(Math.Min(corner, 0.07), cornerAngle));
    }

    private static (float Cos, float Sin) Turned(double amount, double angle) =>
        ((float)(amount * Math.Cos(angle)), (float)(amount * Math.Sin(angle)));

    private void Add(Adipocyte cell)
    {
        _placed.Add(cell);
        LayoutGrid grid = _layout.Grid;
        float reach = cell.Reach + (float)LargestRadius;
        (int left, _) = grid.Locate(cell.X - reach, grid.Columns);
        (int right, _) = grid.Locate(cell.X + reach, grid.Columns);
        (int top, _) = grid.Locate(cell.Y - reach, grid.Rows);
        (int bottom, _) = grid.Locate(cell.Y + reach, grid.Rows);
        for (int row = top; row <= bottom + 1; row++)
        {
            for (int node = (row * grid.Columns) + left; node <= (row * grid.Columns) + right + 1; node++)
            {
                (double x, double y) = grid.Place(node);
                float distance = cell.Distance((float)x, (float)y);
                if (distance < _distance[node])
                {
                    _covered += distance < 0 && _distance[node] >= 0 && _isMarrow[node] ? 1 : 0;
                    _distance[node] = distance;
                }
            }
        }
    }
}
