namespace Marrow.Hematology;

/// <summary>What a study analyses and where its results go.</summary>
public sealed record CellularityStudyOptions
{
    /// <summary>Files and folders; folders are searched, with what lies below them, for files with a known ending.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>A CSV file with a column <c>file</c> and any of <c>patient</c>, <c>date</c>, <c>age</c>, <c>mpp</c>, <c>mask</c>; its files are analysed with the inputs. Null for none.</summary>
    public string? Manifest { get; init; }

    /// <summary>The folder that holds the study; made where it is missing.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>For every slide, save what the manifest says of it.</summary>
    public CellularityOptions Settings { get; init; } = new();

    /// <summary>For every slide, save what the manifest says of it; null where nothing is known.</summary>
    public PatientDocument? Patient { get; init; }

    /// <exception cref="ArgumentException">Settings that contradict each other; the message is one sentence.</exception>
    public void Validate()
    {
        Settings.Validate();
        if (Inputs.Count == 0 && Manifest is null)
        {
            throw new ArgumentException("name at least one slide, picture, folder or manifest");
        }

        if (Patient?.AgeYears is { } age && !(age >= 0 && age <= 130))
        {
            throw new ArgumentException($"an age lies between 0 and 130 years, got {age}");
        }

        if (Patient is { Date: not null, Id: null })
        {
            throw new ArgumentException("a date goes with a patient");
        }
    }
}
