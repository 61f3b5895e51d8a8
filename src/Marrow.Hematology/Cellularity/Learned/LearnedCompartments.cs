using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The compartments of one window at working size where a network has said which is where: its word holds for every pixel,
/// but a bright object with an outline of its own is one thing, and takes what most of its pixels are; where that is fat, it has to be bright too.
/// </summary>
internal sealed class LearnedCompartments(Compartment[] learned, byte[] brightness, Scene scene, PixelSize size)
{
    // With less agreement than this an object is several things that lie open to each other, and each pixel keeps its own.
    private const double Agreement = 0.7;

    // With the shape of a vacuole an object is one thing all the same, and fat where half of it is.
    private const double ShapedAgreement = 0.5;

    // The inside of a vacuole may be tinted and creased, but where less than this share of an object is as bright as fat, it is cells:
    // on real fields 0.88 and more of each vacuole is, and 0.6 at most of packed pale cells, which a network takes for fat where no vacuole is near.
    private const double LeastBright = 0.65;

    // Islands of glass and bone narrower than this disc, in µm, do not cut an object.
    private const double IslandRadius = 10;

    // Gaps between cells are narrower than this disc, in µm.
    private const double GapRadius = 2.5;

    /// <param name="bright">As bright as fat and glass.</param>
    /// <param name="heights">High in the middle of vacuoles; see <see cref="BrightObjects.Find"/>.</param>
    public WindowLabels Label(Mask bright, (float[] Sure, float[] Fine) heights)
    {
        BoneOrGlass.Settle(learned, brightness, size, scene);
        Mask glass = Wide(Compartment.Glass), bone = Wide(Compartment.Bone);
        var candidates = new Mask(size.Width, size.Height);
        for (int i = 0; i < candidates.Values.Length; i++)
        {
            bool isCandidate = (bright.Values[i] != 0 || learned[i] == Compartment.Fat) && (glass.Values[i] | bone.Values[i]) == 0;
            candidates.Values[i] = isCandidate ? (byte)1 : (byte)0;
        }

        candidates = BinaryMorphology.Open(candidates, scene.Length(GapRadius));
        BrightObjects objects = BrightObjects.Find(candidates, heights, glass, scene);
        Compartment?[] votes = Votes(objects, bright);
        var labels = new byte[learned.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = objects.Labels.Labels[i];
            Compartment here = (label == 0 ? null : votes[label]) ?? learned[i];
            labels[i] = (byte)here;
            objects.Labels.Labels[i] = here == Compartment.Fat ? label : 0;
        }

        Crumbs.Exclude(labels, objects.Labels, scene);
        return new WindowLabels(size, labels, objects.Labels, HillMeasures.Measure(objects.Labels, objects.Hills.Length - 1, glass));
    }

    /// <summary>What each object is by its pixels' majority; null where they disagree.</summary>
    private Compartment?[] Votes(BrightObjects objects, Mask bright)
    {
        int count = objects.Hills.Length;
        var tally = new int[count, Enum.GetValues<Compartment>().Length];
        var light = new int[count];
        for (int i = 0; i < learned.Length; i++)
        {
            tally[objects.Labels.Labels[i], (int)learned[i]]++;
            light[objects.Labels.Labels[i]] += bright.Values[i];
        }

        var votes = new Compartment?[count];
        for (int label = 1; label < count; label++)
        {
            int[] counts = [.. Enumerable.Range(0, tally.GetLength(1)).Select(kind => tally[label, kind])];
            int most = counts.Max();
            bool isVacuole = counts[(int)Compartment.Fat] == most && objects.Kinds[label] == BrightKind.Vacuole;
            double least = isVacuole ? ShapedAgreement : Agreement;
            votes[label] = most >= least * counts.Sum() ? (Compartment)Array.IndexOf(counts, most) : null;
            if (votes[label] == Compartment.Fat && light[label] < LeastBright * counts.Sum())
            {
                votes[label] = Compartment.Haematopoietic;
            }
        }

        return votes;
    }

    /// <summary>Where a compartment is, without its narrow islands.</summary>
    private Mask Wide(Compartment compartment)
    {
        var mask = new Mask(size.Width, size.Height);
        bool isAny = false;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            bool isHere = learned[i] == compartment;
            mask.Values[i] = isHere ? (byte)1 : (byte)0;
            isAny |= isHere;
        }

        return isAny ? BinaryMorphology.Open(mask, scene.Length(IslandRadius)) : mask;
    }
}
