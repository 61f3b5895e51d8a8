namespace Marrow.Imaging;

/// <summary>
/// Follows the edges between inside and outside pixels with the inside on the right hand. Where two regions meet at a corner
/// it turns right, which keeps them apart (4-connected). A ring of positive area is an outside, of negative area a hole.
/// </summary>
internal sealed class OutlineTracer(Mask mask)
{
    // Heading 0 right, 1 down, 2 left, 3 up.
    private static readonly (int X, int Y)[] Step = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    private readonly int[] _labels = new int[mask.Values.Length];

    // True where the edge above a pixel (heading right, an outside's or a hole's lower side) has been followed.
    private readonly bool[] _followedAbove = new bool[mask.Values.Length];
    private readonly bool[] _followedBelow = new bool[mask.Values.Length];

    public IReadOnlyList<RegionOutline> Trace()
    {
        List<IReadOnlyList<(int X, int Y)>> outers = [];
        List<List<IReadOnlyList<(int X, int Y)>>> holes = [];
        List<long> areas = [];
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (!mask[x, y])
                {
                    continue;
                }

                int at = (y * mask.Width) + x;
                if (_labels[at] == 0)
                {
                    areas.Add(Flood(at, areas.Count + 1));
                    outers.Add(Follow(x, y, 0));
                    holes.Add([]);
                }

                // Whatever upper or lower edge is left over now belongs to a hole: the outside was followed at the region's first pixel.
                if (!_followedAbove[at] && !IsInside(x, y - 1))
                {
                    holes[_labels[at] - 1].Add(Follow(x, y, 0));
                }

                if (!_followedBelow[at] && !IsInside(x, y + 1))
                {
                    holes[_labels[at] - 1].Add(Follow(x + 1, y + 1, 2));
                }
            }
        }

        return outers.Select((outer, i) => new RegionOutline(outer, holes[i], areas[i])).ToArray();
    }

    private bool IsInside(int x, int y) => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && mask[x, y];

    /// <summary>Follows one ring from a corner; marks the horizontal edges that it runs along.</summary>
    private List<(int X, int Y)> Follow(int startX, int startY, int startHeading)
    {
        List<(int X, int Y)> corners = [];
        (int x, int y, int heading) = (startX, startY, startHeading);
        do
        {
            if (heading == 0)
            {
                _followedAbove[(y * mask.Width) + x] = true;
            }
            else if (heading == 2)
            {
                _followedBelow[((y - 1) * mask.Width) + x - 1] = true;
            }

            (x, y) = (x + Step[heading].X, y + Step[heading].Y);
            int next = Turn(x, y, heading);
            if (next != heading)
            {
                corners.Add((x, y));
            }

            heading = next;
        }
        while ((x, y, heading) != (startX, startY, startHeading));
        return corners;
    }

    /// <summary>The heading that goes on from a corner: right where the pixel ahead on the right is outside, left where the one on the left is inside too.</summary>
    private int Turn(int x, int y, int heading)
    {
        (bool left, bool right) = heading switch
        {
            0 => (IsInside(x, y - 1), IsInside(x, y)),
            1 => (IsInside(x, y), IsInside(x - 1, y)),
            2 => (IsInside(x - 1, y), IsInside(x - 1, y - 1)),
            _ => (IsInside(x - 1, y - 1), IsInside(x, y - 1)),
        };
        return !right ? (heading + 1) % 4 : left ? (heading + 3) % 4 : heading;
    }

    /// <summary>Labels a region run by run: far fewer wait than it has pixels.</summary>
    private long Flood(int start, int label)
    {
        Stack<int> open = new([start]);
        long area = 0;
        while (open.TryPop(out int at))
        {
            if (_labels[at] != 0)
            {
                continue;
            }

            int row = at - (at % mask.Width), left = at, right = at + 1;
            while (left > row && mask.Values[left - 1] != 0)
            {
                left--;
            }

            while (right < row + mask.Width && mask.Values[right] != 0)
            {
                right++;
            }

            _labels.AsSpan(left, right - left).Fill(label);
            area = checked(area + right - left);
            PushRuns(open, left - mask.Width, right - mask.Width);
            PushRuns(open, left + mask.Width, right + mask.Width);
        }

        return area;
    }

    /// <summary>Pushes the first pixel of each unlabelled run in part of a row, which may lie outside the mask.</summary>
    private void PushRuns(Stack<int> open, int from, int to)
    {
        if (from < 0 || from >= _labels.Length)
        {
            return;
        }

        bool isRun = false;
        for (int at = from; at < to; at++)
        {
            bool isOpen = mask.Values[at] != 0 && _labels[at] == 0;
            if (isOpen && !isRun)
            {
                open.Push(at);
            }

            isRun = isOpen;
        }
    }
}
