namespace Marrow.Radiomics;

/// <summary>What every texture family starts from: the binned planes, the present levels, and how to aggregate.</summary>
/// <param name="Planes">The region's planes.</param>
/// <param name="Present">The levels that occur, ascending; a cell's number less 1 is a position in it.</param>
/// <param name="Greatest">N_g, the greatest level of the whole region.</param>
/// <param name="Options">Distances, aggregation, tolerance.</param>
internal sealed record TextureInput(LevelPlane[] Planes, int[] Present, int Greatest, RadiomicsOptions Options)
{
    public bool MergesPlanes => Options.Aggregation is TextureAggregation.Average25D or TextureAggregation.Combined25D;

    public bool MergesDirections => Options.Aggregation is TextureAggregation.Combined2D or TextureAggregation.Combined25D;

    /// <summary>The groups of planes whose matrices are added: each alone, or all.</summary>
    public IEnumerable<LevelPlane[]> PlaneGroups => MergesPlanes ? [Planes] : Planes.Select(plane => new[] { plane });

    /// <summary>The groups of directions whose matrices are added: each alone, or all.</summary>
    public IEnumerable<IReadOnlyList<Offset>> DirectionGroups(IReadOnlyList<Offset> directions) =>
        MergesDirections ? [directions] : directions.Select(direction => new[] { direction });
}
