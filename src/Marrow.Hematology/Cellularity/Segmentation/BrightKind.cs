namespace Marrow.Hematology.Segmentation;

/// <summary>What a bright object turned out to be.</summary>
internal enum BrightKind : byte
{
    /// <summary>Neither of the others: a cleft, a vessel, a gap between cells.</summary>
    Other,

    Vacuole,

    /// <summary>A bay of the empty slide.</summary>
    Glass,
}
