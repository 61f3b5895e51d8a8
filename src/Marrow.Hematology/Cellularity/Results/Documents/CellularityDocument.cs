namespace Marrow.Hematology;

/// <summary>
/// <c>result.json</c>: everything that one analysis found and what it was made from. The same slide, settings and versions
/// give the same bytes; there is no time stamp. docs/cellularity-results.md says what each field means.
/// </summary>
public sealed record CellularityDocument
{
    public const string SchemaName = "marrow.cellularity";
    public const int CurrentSchemaVersion = 1;

    public string Schema { get; init; } = SchemaName;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The slide's name, which is also its folder's.</summary>
    public required string Slide { get; init; }

    public required InputDocument Input { get; init; }

    /// <summary>Whom the slide is of; null where nothing was said.</summary>
    public PatientDocument? Patient { get; init; }

    /// <summary>100 × haematopoietic / (haematopoietic + fat).</summary>
    public required double CellularityPercent { get; init; }

    /// <summary>100 × (haematopoietic + fat) / analysed.</summary>
    public required double CoveragePercent { get; init; }

    /// <summary>100 × fat / (haematopoietic + fat).</summary>
    public required double AdipocytePercent { get; init; }

    /// <summary>Haematopoietic and fat area in mm²; null where the resolution is unknown.</summary>
    public double? AreaSquareMillimeters { get; init; }

    public required PixelDocument Pixels { get; init; }

    public required AdipocyteDocument Adipocytes { get; init; }

    public required FatDocument Fat { get; init; }

    public required BandDocument Band { get; init; }

    public required MethodDocument Method { get; init; }

    public required IReadOnlyList<Suspicion> Suspicions { get; init; }

    public required IReadOnlyList<SensitivityPoint> Sensitivity { get; init; }

    public required CellularityOptions Settings { get; init; }

    public required VersionDocument Versions { get; init; }

    /// <summary>SHA-256 of the files beside the slide that decide the result, by their settings' name; empty where there are none.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>The other files of the folder, by name; a folder is whole when all of them are there with these hashes.</summary>
    public required IReadOnlyList<OutputDocument> Outputs { get; init; }
}
