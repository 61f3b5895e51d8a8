using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The compartments of one window at working size where a network has said which is where: its word holds for every pixel,
/// but a bright object with an outline of its own is one thing, and takes what most of its pixels are; where that is fat, it has to be bright
/// or even.
/// </summary>
internal sealed class LearnedCompartments(Compartment[] learned, byte[] brightness, Scene scene, PixelSize size)
{
    // With less agreement than this an object is several things that lie open to each other, and each pixel keeps its own.
    private const double Agreement = 0.7;

    // With the shape of a vacuole an object is one thing all the same, and fat where half of it is.
    private const double ShapedAgreement = 0.5;

    // The inside of a vacuole may be tinted, but what is this share of the way from white to tissue is none.
    private const double DarkShare = 0.8;

    // Of the packed pale cells that a network takes for fat where no vacuole is near to compare, less than this share is as bright as fat, and less
    // is even: darker than its closing by less than this share of the contrast. Of badly lit vacuoles at least 0.86 is even, of blurred ones more is bright.
    private const double LeastBright = 0.65, LeastEven = 0.7, DetailShare = 0.25;

    // Islands of glass and bone narrower than this disc, in µm, do not cut an object.
    private const double IslandRadius = 10;

    // Gaps between cells are narrower than this disc, in µm.
    private const double GapRadius = 2.5;

    /// <param name="bright">As bright as fat and glass.</param>
    /// <param name="closed">The brightness, dark details closed.</param>
    /// <param name="heights">High in the middle of vacuoles; see <see cref="BrightObjects.Find"/>.</param>
    public WindowLabels Label(Mask bright, byte[] closed, (float[] Sure, float[] Fine) heights)
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
        Compartment?[] votes = Votes(objects, bright, closed);
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
    private Compartment?[] Votes(BrightObjects objects, Mask bright, byte[] closed)
    {
        var seen = new ObjectPixels[objects.Hills.Length];
        for (int label = 0; label < seen.Length; label++)
        {
            seen[label] = new ObjectPixels();
        }

        double detail = DetailShare * scene.Appearance.Contrast;
        for (int i = 0; i < learned.Length; i++)
        {
            ObjectPixels its = seen[objects.Labels.Labels[i]];
            its.Of[(int)learned[i]]++;
            its.Light += brightness[i];
            its.Bright += bright.Values[i];
            its.Even += closed[i] - brightness[i] < detail ? 1 : 0;
        }

        var votes = new Compartment?[seen.Length];
        for (int label = 1; label < votes.Length; label++)
        {
            Compartment? vote = Majority(seen[label].Of, objects.Kinds[label]);
            votes[label] = vote == Compartment.Fat ? AsFat(seen[label]) : vote;
        }

        return votes;
    }

    private static Compartment? Majority(int[] counts, BrightKind kind)
    {
        int most = counts.Max();
        bool isVacuole = counts[(int)Compartment.Fat] == most && kind == BrightKind.Vacuole;
        return most >= (isVacuole ? ShapedAgreement : Agreement) * counts.Sum() ? (Compartment)Array.IndexOf(counts, most) : null;
    }

    /// <summary>What an object is whose pixels say fat.</summary>
    private Compartment AsFat(ObjectPixels its)
    {
        double area = its.Of.Sum();
        return its.Bright < LeastBright * area && its.Even < LeastEven * area ? Compartment.Haematopoietic
            : its.Light / area < Appearance.White - (DarkShare * scene.Appearance.Contrast) ? Compartment.Excluded
            : Compartment.Fat;
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

    /// <summary>The pixels of an object: how many of each compartment, how bright in all, how many bright ones and even ones.</summary>
    private sealed class ObjectPixels
    {
        public readonly int[] Of = new int[Enum.GetValues<Compartment>().Length];
        public long Light;
        public int Bright, Even;
    }
}
