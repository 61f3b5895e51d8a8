namespace Marrow.Learning;

/// <summary>What is computed when predictions are judged.</summary>
public sealed record EvaluationOptions
{
    private readonly double _boundaryTolerance = 2;

    /// <summary>How far an outline may be off and still count as right, in pixels, at least 0.</summary>
    public double BoundaryTolerance
    {
        get => _boundaryTolerance;
        init => _boundaryTolerance = value is >= 0 and <= 1e6 ? value : throw new ArgumentOutOfRangeException(nameof(BoundaryTolerance), $"the boundary tolerance must be 0 or more pixels, got {value}");
    }

    /// <summary>Whether surface distances are computed; they cost more than everything else.</summary>
    public bool HasSurfaces { get; init; } = true;
}
