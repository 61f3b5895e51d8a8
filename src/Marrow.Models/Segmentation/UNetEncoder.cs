using Marrow.Torch;

namespace Marrow.Models;

/// <summary>The way down: one output per stage, full resolution first. Keys <c>stem</c>, <c>stages.N…</c>.</summary>
internal sealed class UNetEncoder : Layer
{
    private readonly List<Func<Tensor, CancellationToken, Tensor>> stages = [];
    private readonly List<ConvolutionStack> plain = [];
    private readonly List<IReadOnlyList<ResidualBlock>> residual = [];

    public UNetEncoder(UNetArchitecture architecture, int inputChannels)
    {
        int input = inputChannels;
        if (architecture.HasResidualEncoder)
        {
            ConvolutionBlockShape shape = new(input, architecture.Features[0], architecture.Windows[0], [1, 1]) { HasBias = architecture.HasBias };
            Stem = Child("stem", new ConvolutionStack(shape, 1, architecture));
            input = architecture.Features[0];
        }

        for (int s = 0; s < architecture.Stages; s++)
        {
            ConvolutionBlockShape shape = new(input, architecture.Features[s], architecture.Windows[s], architecture.Strides[s])
            {
                HasBias = architecture.HasBias,
            };
            AddStage(s, shape, architecture);
            input = architecture.Features[s];
        }
    }

    /// <summary>What a residual encoder begins with.</summary>
    public ConvolutionStack? Stem { get; }

    /// <summary>The stages of a plain encoder; empty in a residual one.</summary>
    public IReadOnlyList<ConvolutionStack> PlainStages => plain;

    /// <summary>The stages of a residual encoder; empty in a plain one.</summary>
    public IReadOnlyList<IReadOnlyList<ResidualBlock>> ResidualStages => residual;

    public IEnumerable<ConvolutionBlock> Blocks =>
        plain.SelectMany(stack => stack.Blocks)
            .Concat(Stem?.Blocks ?? [])
            .Concat(residual.SelectMany(stage => stage).SelectMany(block => new[] { block.First, block.Second, block.Projection }).OfType<ConvolutionBlock>());

    public Tensor[] Forward(Tensor input, CancellationToken token)
    {
        Tensor[] outputs = new Tensor[stages.Count];
        input = Stem?.Forward(input, token) ?? input;
        for (int s = 0; s < outputs.Length; s++)
        {
            input = outputs[s] = stages[s](input, token);
        }

        return outputs;
    }

    /// <summary>The same with the kernels of <see cref="FastTraining"/>; a plain encoder's normalizations are not yet applied.</summary>
    public LazyNorm[] ForwardLazily(Tensor input)
    {
        if (plain.Count == 0)
        {
            return Array.ConvertAll(Forward(input, CancellationToken.None), output => new LazyNorm(output));
        }

        LazyNorm[] outputs = new LazyNorm[plain.Count];
        LazyNorm current = new(input);
        for (int s = 0; s < outputs.Length; s++)
        {
            current = outputs[s] = plain[s].ForwardLazily(current);
        }

        return outputs;
    }

    private void AddStage(int s, ConvolutionBlockShape shape, UNetArchitecture architecture)
    {
        if (!architecture.HasResidualEncoder)
        {
            plain.Add(Child($"stages.{s}.0", new ConvolutionStack(shape, architecture.EncoderBlocks[s], architecture)));
            stages.Add(plain[^1].Forward);
            return;
        }

        List<ResidualBlock> blocks = [];
        for (int b = 0; b < architecture.EncoderBlocks[s]; b++)
        {
            ConvolutionBlockShape own = b == 0 ? shape : shape with { Input = shape.Output, Stride = [1, 1] };
            blocks.Add(Child($"stages.{s}.blocks.{b}", new ResidualBlock(own, architecture)));
        }

        residual.Add(blocks);
        stages.Add((input, token) => blocks.Aggregate(input, (tensor, block) =>
        {
            token.ThrowIfCancellationRequested();
            return block.Forward(tensor);
        }));
    }
}
