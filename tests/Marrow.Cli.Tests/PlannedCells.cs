namespace Marrow.Cli.Tests;

/// <summary>One planned data set of cells for all tests of <c>marrow segment</c>, which take copies of it and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PlannedCells : IDisposable, ICollectionFixture<PlannedCells>
{
    public const string Name = "segment";

    public PlannedCells() => Folder.Plan();

    public SegmentFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();
}
