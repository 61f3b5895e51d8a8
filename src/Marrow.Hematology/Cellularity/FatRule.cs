namespace Marrow.Hematology;

/// <summary>How fat is told from haematopoietic marrow.</summary>
public enum FatRule
{
    /// <summary>Vacuoles: bright, smooth, convex, membrane-bounded objects of adipocyte size.</summary>
    Objects,

    /// <summary>System 000's rule: grey strictly above the 75th percentile of the region, clamped to 180…240.</summary>
    Percentile,
}
