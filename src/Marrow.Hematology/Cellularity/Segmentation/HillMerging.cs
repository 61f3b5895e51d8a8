namespace Marrow.Hematology.Segmentation;

/// <summary>Joins parts of one vacuole that a crease or a tint has cut: neighbours, open to each other, that are convex together.</summary>
internal static class HillMerging
{
    // Two whole vacuoles side by side fill about 0.86 of their common hull; the parts of one fill more.
    private const double LeastTogether = 0.91;

    // Of two good shapes each is a vacuole of its own; only a poor one asks for its rest.
    private const double GoodShape = 0.86;

    private const double LeastContact = 0.3;

    /// <returns>For each label the label that it now belongs to.</returns>
    public static int[] Owners(Hill[] hills)
    {
        int[] owners = [.. Enumerable.Range(0, hills.Length)];
        var pairs = from label in Enumerable.Range(1, Math.Max(0, hills.Length - 1))
                    from open in hills[label].OpenSides
                    where open.Key > label && open.Key < hills.Length
                    orderby open.Value descending, label, open.Key
                    select (A: label, B: open.Key, Contact: open.Value);
        foreach ((int first, int second, int contact) in pairs)
        {
            int a = Root(owners, first), b = Root(owners, second);
            if (a != b && Belong(hills[a], hills[b], contact))
            {
                hills[a].Area += hills[b].Area;
                hills[a].Hull = ConvexHulls.Join(hills[a].Hull, hills[b].Hull);
                owners[b] = a;
            }
        }

        return [.. owners.Select(owner => Root(owners, owner))];
    }

    /// <summary>Joins measures by owner, in place; a label that another owns is left without pixels.</summary>
    public static void Join(Hill[] hills, int[] owners)
    {
        for (int label = 1; label < hills.Length; label++)
        {
            if (owners[label] != label)
            {
                hills[owners[label]].Absorb(hills[label]);
                hills[label] = new Hill();
            }
        }

        for (int label = 1; label < hills.Length; label++)
        {
            hills[label].Rename(label, owners);
        }
    }

    private static bool Belong(Hill a, Hill b, int contact)
    {
        double worst = Math.Min(a.Solidity, b.Solidity);
        if (worst >= GoodShape || contact < LeastContact * Math.Min(a.Diameter, b.Diameter))
        {
            return false;
        }

        double together = 2.0 * (a.Area + b.Area) / ConvexHulls.TwiceArea(ConvexHulls.Join(a.Hull, b.Hull));
        return together >= LeastTogether;
    }

    private static int Root(int[] owners, int label)
    {
        while (owners[label] != label)
        {
            label = owners[label];
        }

        return label;
    }
}
