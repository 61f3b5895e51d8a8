namespace Marrow.Imaging;

/// <summary>The connected objects of a mask as runs of pixels in rows; objects count from 1 in reading order of their first pixel.</summary>
internal sealed class MaskRuns
{
    private readonly List<Run> runs = [];
    private readonly List<int> parents = [];

    private MaskRuns()
    {
    }

    /// <summary>One run: from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
    public readonly record struct Run(int Y, int Start, int End);

    public IReadOnlyList<Run> Runs => runs;

    /// <summary>The object of each run.</summary>
    public int[] Objects { get; private set; } = [];

    public int Count { get; private set; }

    /// <param name="value">Which pixels the objects are made of: 1 for what is inside, 0 for what is outside.</param>
    /// <param name="eight">True: pixels that meet at a corner are connected; false: only along edges.</param>
    public static MaskRuns Find(Mask mask, byte value, bool eight)
    {
        MaskRuns found = new();
        int reach = eight ? 1 : 0;
        for (int y = 0, above = 0; y < mask.Height; y++)
        {
            int first = found.runs.Count;
            found.AddRow(mask.Row(y), y, value);
            found.Connect((above, first), (first, found.runs.Count), reach);
            above = first;
        }

        found.Number();
        return found;
    }

    /// <summary>Pixels of each object; index 0 is unused.</summary>
    public long[] Areas()
    {
        var areas = new long[Count + 1];
        for (int i = 0; i < runs.Count; i++)
        {
            areas[Objects[i]] += runs[i].End - runs[i].Start;
        }

        return areas;
    }

    /// <summary>The smallest rectangle about each object; index 0 is unused.</summary>
    public PixelRectangle[] Bounds()
    {
        var sides = new (int Left, int Top, int Right, int Bottom)[Count + 1];
        Array.Fill(sides, (int.MaxValue, int.MaxValue, 0, 0));
        for (int i = 0; i < runs.Count; i++)
        {
            Run run = runs[i];
            ref (int Left, int Top, int Right, int Bottom) own = ref sides[Objects[i]];
            own = (Math.Min(own.Left, run.Start), Math.Min(own.Top, run.Y), Math.Max(own.Right, run.End), run.Y + 1);
        }

        sides[0] = default;
        return Array.ConvertAll(sides, own => new PixelRectangle(own.Left, own.Top, own.Right - own.Left, own.Bottom - own.Top));
    }

    private void AddRow(ReadOnlySpan<byte> row, int y, byte value)
    {
        for (int x = 0; x < row.Length;)
        {
            int start = row[x..].IndexOf(value);
            if (start < 0)
            {
                return;
            }

            start += x;
            int length = row[start..].IndexOfAnyExcept(value);
            x = length < 0 ? row.Length : start + length;
            parents.Add(runs.Count);
            runs.Add(new Run(y, start, x));
        }
    }

    private void Connect((int From, int To) above, (int From, int To) here, int reach)
    {
        int i = above.From;
        for (int j = here.From; j < here.To; j++)
        {
            while (i < above.To && runs[i].End + reach <= runs[j].Start)
            {
                i++;
            }

            for (int k = i; k < above.To && runs[k].Start < runs[j].End + reach; k++)
            {
                Join(j, k);
            }
        }
    }

    private void Join(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Root(int run)
    {
        while (parents[run] != run)
        {
            run = parents[run] = parents[parents[run]];
        }

        return run;
    }

    /// <summary>A root is its object's first run, so numbering roots in order is reading order.</summary>
    private void Number()
    {
        Objects = new int[runs.Count];
        for (int i = 0; i < Objects.Length; i++)
        {
            int root = Root(i);
            Objects[i] = root == i ? ++Count : Objects[root];
        }
    }
}
