using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>
/// Chooses patch, batch and network for a data set from its fingerprint, by nnU-Net's rules
/// (Isensee et al., Nature Methods 2021; version 2.8.1), for two-dimensional configurations.
/// </summary>
public static class ExperimentPlanner
{
    private const int BaseFeatures = 32, LargestFeatures = 512, ReferenceBatch = 12, SmallestBatch = 2;
    private const double AnisotropyThreshold = 3;

    /// <summary>Plans a data set.</summary>
    /// <param name="datasetName">As written into the plans: <c>Dataset301_WBC2</c>.</param>
    /// <exception cref="InvalidDataException">The cases are volumes.</exception>
    public static ExperimentPlans Plan(DataSetFingerprint fingerprint, DataSetDescription description, string datasetName, PlanOptions options)
    {
        double[] spacing = TargetSpacing(fingerprint);
        int[] forward = Transpose(spacing);
        double[] median = MedianOf(fingerprint.Shapes.Select((shape, i) => Resampled(shape, fingerprint.Spacings[i], spacing)));
        median = Reorder(median, forward);
        if (median[0] != 1)
        {
            throw new InvalidDataException($"{datasetName}: its cases are volumes of {median[0]} slices; only two-dimensional data sets are planned here");
        }

        double pixels = median[0] * median[1] * median[2] * description.TrainingCount;
        PlanConfiguration flat = Configure(Reorder(spacing, forward)[1..], median[1..], pixels, new Request(fingerprint, description, options));
        return ExperimentPlans.From(new JsonObject
        {
            ["dataset_name"] = datasetName,
            ["plans_name"] = options.Preset.PlansName,
            ["original_median_spacing_after_transp"] = Array(Reorder(MedianOf(fingerprint.Spacings), forward), side => (JsonNode)side),
            ["original_median_shape_after_transp"] = Array(Reorder(MedianOf(fingerprint.Shapes.Select(Widen)), forward), side => (JsonNode)(int)Math.Round(side)),
            ["image_reader_writer"] = ReaderName(description),
            ["transpose_forward"] = Array(forward, axis => (JsonNode)axis),
            ["transpose_backward"] = Array(Enumerable.Range(0, 3).Select(axis => System.Array.IndexOf(forward, axis)), axis => (JsonNode)axis),
            ["configurations"] = new JsonObject { ["2d"] = flat.ToJson() },
            ["experiment_planner_used"] = options.Preset.PlannerName,
            ["label_manager"] = "LabelManager",
            ["foreground_intensity_properties_per_channel"] = fingerprint.IntensityJson(),
        });
    }

    private static PlanConfiguration Configure(double[] spacing, double[] median, double pixels, Request request)
    {
        PlanPreset preset = request.Options.Preset;
        double memory = request.Options.MemoryGigabytes ?? preset.ReferenceMemory;
        double allowed = preset.ReferenceActivations * (memory / preset.ReferenceMemory);
        (NetworkTopology topology, NetworkArchitecture network, long activations) = Fit(spacing, median, allowed, request);
        double patchArea = (double)topology.PatchSize[0] * topology.PatchSize[1];
        int batch = (int)Math.Round(allowed / activations * ReferenceBatch);
        int cap = (int)Math.Round(pixels * preset.LargestShareInBatch / patchArea);
        bool[] usesMask = request.Schemes.Select(scheme => request.Fingerprint.MedianRelativeSize < 0.75 && scheme.LeavesOutsideAtZero).ToArray();
        return new PlanConfiguration
        {
            DataIdentifier = preset.DataIdentifier,
            BatchSize = Math.Max(Math.Min(batch, cap), SmallestBatch),
            PatchSize = topology.PatchSize,
            MedianSize = median,
            Spacing = spacing,
            Normalizations = request.Schemes,
            UsesMask = usesMask,
            Network = network,
        };
    }

    // Starts from the largest patch that the pictures fill and shortens the axis that is longest beside them until the network fits.
    private static (NetworkTopology Topology, NetworkArchitecture Network, long Activations) Fit(double[] spacing, double[] median, double allowed, Request request)
    {
        double fine = 1 / spacing[0], other = 1 / spacing[1];
        double scale = Math.Pow(2048.0 * 2048.0 / (fine * other), 0.5);
        double[] start = [Math.Min(Math.Round(fine * scale), median[0]), Math.Min(Math.Round(other * scale), median[1])];
        NetworkTopology topology = NetworkTopology.For(spacing, start);
        while (true)
        {
            NetworkArchitecture network = Build(topology, request.Options.Preset);
            long activations = ActivationCount.Of(network, topology.PatchSize, request.Description.Labels.Entries.Count);
            double weighed = request.Options.Preset.IsResidual ? activations : (double)activations / ReferenceBatch * 2;
            if (weighed <= allowed)
            {
                return (topology, network, activations);
            }

            topology = Shorten(topology, spacing, median);
        }
    }

    private static NetworkTopology Shorten(NetworkTopology topology, double[] spacing, double[] median)
    {
        int[] patch = topology.PatchSize;
        int axis = patch[1] / median[1] >= patch[0] / median[0] ? 1 : 0;
        double[] trial = [patch[0], patch[1]];
        trial[axis] -= topology.DivisibleBy[axis];
        int step = NetworkTopology.For(spacing, trial).DivisibleBy[axis];
        double[] shorter = [patch[0], patch[1]];
        shorter[axis] -= step;
        return NetworkTopology.For(spacing, shorter);
    }

    private static NetworkArchitecture Build(NetworkTopology topology, PlanPreset preset) => new()
    {
        IsResidual = preset.IsResidual,
        Features = Enumerable.Range(0, topology.StageCount).Select(stage => Math.Min(LargestFeatures, BaseFeatures << Math.Min(stage, 20))).ToArray(),
        Kernels = topology.Kernels,
        Strides = topology.Strides,
        EncoderDepths = Enumerable.Range(0, topology.StageCount).Select(preset.EncoderDepth).ToArray(),
        DecoderDepths = Enumerable.Repeat(preset.DecoderDepth, topology.StageCount - 1).ToArray(),
    };

    private static double[] TargetSpacing(DataSetFingerprint fingerprint)
    {
        double[] target = MedianOf(fingerprint.Spacings);
        double[] size = MedianOf(fingerprint.Shapes.Select(Widen));
        int worst = System.Array.IndexOf(target, target.Max());
        int[] others = Enumerable.Range(0, 3).Where(axis => axis != worst).ToArray();
        double coarsestOther = others.Max(axis => target[axis]);
        if (target[worst] > AnisotropyThreshold * coarsestOther && size[worst] * AnisotropyThreshold < others.Min(axis => size[axis]))
        {
            double tenth = Quantile.Of(fingerprint.Spacings.Select(spacing => spacing[worst]), 0.10);
            target[worst] = tenth < coarsestOther ? Math.Max(coarsestOther, tenth) + 1e-5 : tenth;
        }

        return target;
    }

    private static int[] Transpose(double[] spacing)
    {
        int first = System.Array.IndexOf(spacing, spacing.Max());
        return [first, .. Enumerable.Range(0, 3).Where(axis => axis != first)];
    }

    private static double[] Resampled(int[] shape, double[] spacing, double[] target) =>
        shape.Select((side, axis) => Math.Round(spacing[axis] / target[axis] * side)).ToArray();

    private static double[] MedianOf(IEnumerable<double[]> rows)
    {
        double[][] all = rows.ToArray();
        return Enumerable.Range(0, 3).Select(axis => Quantile.Of(all.Select(row => row[axis]), 0.5)).ToArray();
    }

    private static double[] Widen(int[] shape) => shape.Select(side => (double)side).ToArray();

    private static double[] Reorder(double[] values, int[] order) => order.Select(axis => values[axis]).ToArray();

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode> convert) => new(values.Select(convert).ToArray());

    private static string ReaderName(DataSetDescription description) =>
        (string?)description.Source["overwrite_image_reader_writer"] is { } named && named != "None" ? named : "NaturalImage2DIO";

    private sealed record Request(DataSetFingerprint Fingerprint, DataSetDescription Description, PlanOptions Options)
    {
        public Normalization[] Schemes { get; } = Description.ChannelNames.Select(Normalization.ForChannel).ToArray();
    }
}
