namespace Marrow.Hematology;

/// <summary>Level-0 pixels of each compartment; their sum is the analysed area.</summary>
public sealed record CompartmentCounts(long Haematopoietic, long Fat, long Bone, long Glass, long Excluded)
{
    public long Analyzed => checked(Haematopoietic + Fat + Bone + Glass + Excluded);

    /// <summary>Haematopoietic and fat: the denominator of cellularity.</summary>
    public long Marrow => checked(Haematopoietic + Fat);

    /// <summary>100 × haematopoietic / (haematopoietic + fat), or null without marrow.</summary>
    public double? CellularityPercent => Marrow == 0 ? null : 100.0 * Haematopoietic / Marrow;

    /// <summary>100 × fat / (haematopoietic + fat), or null without marrow.</summary>
    public double? AdipocytePercent => Marrow == 0 ? null : 100.0 * Fat / Marrow;

    /// <summary>100 × (haematopoietic + fat) / analysed, or null where nothing was analysed.</summary>
    public double? CoveragePercent => Analyzed == 0 ? null : 100.0 * Marrow / Analyzed;
}
