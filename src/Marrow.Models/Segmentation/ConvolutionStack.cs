using Marrow.Torch;

namespace Marrow.Models;

/// <summary>Convolution blocks one after another, the first with the stride; keys <c>convs.0</c>, <c>convs.1</c>, …</summary>
internal sealed class ConvolutionStack : Layer
{
    private readonly List<ConvolutionBlock> blocks = [];

    public ConvolutionStack(ConvolutionBlockShape first, int count, UNetArchitecture architecture)
    {
        for (int i = 0; i < count; i++)
        {
            ConvolutionBlockShape shape = i == 0 ? first : first with { Input = first.Output, Stride = [1, 1] };
            blocks.Add(Child($"convs.{i}", new ConvolutionBlock(shape, architecture.Epsilon, architecture.Slope)));
        }
    }

    public IReadOnlyList<ConvolutionBlock> Blocks => blocks;

    /// <exception cref="OperationCanceledException">The token was cancelled; asked before each block.</exception>
    public Tensor Forward(Tensor input, CancellationToken token)
    {
        using Scope scope = new();
        foreach (ConvolutionBlock block in blocks)
        {
            token.ThrowIfCancellationRequested();
            input = block.Forward(input);
        }

        return scope.Keep(input);
    }

    /// <summary>The same over joined inputs with the kernels of <see cref="FastTraining"/>; the last normalization is not yet applied.</summary>
    public LazyNorm ForwardLazily(params LazyNorm[] inputs)
    {
        foreach (ConvolutionBlock block in blocks)
        {
            inputs = [block.ForwardLazily(inputs)];
        }

        return inputs[0];
    }
}
