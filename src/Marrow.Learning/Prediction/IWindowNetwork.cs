using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>What turns a window into logits: one or more trained networks of the same shape. Safe for calls from several threads.</summary>
internal interface IWindowNetwork
{
    /// <summary>Logits a pixel.</summary>
    int Heads { get; }

    /// <summary>How many networks are ensembled.</summary>
    int Members { get; }

    /// <summary>Predicts one window.</summary>
    /// <param name="member">Which network, from 0.</param>
    /// <param name="window">C × H × W.</param>
    /// <param name="logits">Heads × H × W, filled.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; asked more often than once a window.</exception>
    void Predict(int member, ReadOnlySpan<float> window, PixelSize size, Span<float> logits, CancellationToken token);
}
