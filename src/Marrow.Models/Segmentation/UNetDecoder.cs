using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// The way up: each stage enlarges, joins the encoder's output of that resolution and convolves; a 1×1 convolution gives logits at every stage.
/// Keys <c>encoder</c> (the shared encoder again), <c>stages.N</c>, <c>transpconvs.N</c>, <c>seg_layers.N</c>; stage 0 is the coarsest.
/// </summary>
internal sealed class UNetDecoder : Layer
{
    private readonly double slope;
    private readonly List<ConvolutionStack> stages = [];
    private readonly List<TransposedConvolutionLayer> enlargements = [];
    private readonly List<ConvolutionLayer> heads = [];

    public UNetDecoder(UNetEncoder encoder, UNetArchitecture architecture, int classes)
    {
        slope = architecture.Slope;
        Child("encoder", encoder);
        for (int s = 0; s < architecture.Stages - 1; s++)
        {
            int level = architecture.Stages - 2 - s;
            int features = architecture.Features[level];
            ConvolutionBlockShape shape = new(2 * features, features, architecture.Windows[level], [1, 1]) { HasBias = architecture.HasBias };
            stages.Add(new ConvolutionStack(shape, architecture.DecoderConvolutions[s], architecture));
            enlargements.Add(new TransposedConvolutionLayer(
                architecture.Features[level + 1], features, architecture.Strides[level + 1], architecture.HasBias));
            heads.Add(new ConvolutionLayer(features, classes, [1, 1], new ConvolutionShape()));
        }

        Register("stages", stages);
        Register("transpconvs", enlargements);
        Register("seg_layers", heads);
    }

    public IReadOnlyList<ConvolutionStack> Stages => stages;

    public IReadOnlyList<TransposedConvolutionLayer> Enlargements => enlargements;

    public IReadOnlyList<ConvolutionLayer> Heads => heads;

    /// <summary>Logits, full resolution first; the coarser ones only where asked for.</summary>
    public Tensor[] Forward(Tensor[] skips, bool isDeep, CancellationToken token)
    {
        List<Tensor> outputs = [];
        Tensor current = skips[^1];
        for (int s = 0; s < stages.Count; s++)
        {
            current = Enlarge(s, current, skips[^(s + 2)], token);
            if (isDeep || s == stages.Count - 1)
            {
                outputs.Add(heads[s].Forward(current));
            }
        }

        outputs.Reverse();
        return [.. outputs];
    }

    /// <summary>The same with the kernels of <see cref="FastTraining"/>.</summary>
    public Tensor[] ForwardLazily(LazyNorm[] skips, bool isDeep)
    {
        List<Tensor> outputs = [];
        LazyNorm current = skips[^1];
        for (int s = 0; s < stages.Count; s++)
        {
            Tensor larger = FastTraining.Enlarge(current, enlargements[s].Kernel, enlargements[s].Bias!, slope);
            current = stages[s].ForwardLazily(new LazyNorm(larger), skips[^(s + 2)]);
            if (isDeep || s == stages.Count - 1)
            {
                outputs.Add(FastTraining.Head(current, heads[s], slope));
            }
        }

        outputs.Reverse();
        return [.. outputs];
    }

    private Tensor Enlarge(int s, Tensor current, Tensor skip, CancellationToken token)
    {
        using Scope scope = new();
        Tensor joined = new[] { enlargements[s].Forward(current), skip }.Concatenate(1);
        return scope.Keep(stages[s].Forward(joined, token));
    }

    private void Register<T>(string name, List<T> layers)
        where T : Layer
    {
        for (int s = 0; s < layers.Count; s++)
        {
            Child($"{name}.{s}", layers[s]);
        }
    }
}
