using System.CommandLine;
using Marrow.Hematology;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow cellularity</c>: slides in, a folder of results out.</summary>
internal static class CellularityCommand
{
    public static Command Create()
    {
        CellularityArguments arguments = new();
        Option<double?> age = new("--age") { Description = "Age in years, for the age-adjusted expectation." };
        Option<string?> patient = new("--patient") { Description = "Patient the slides are of; dated slides of one patient become a series." };
        Option<string?> date = new("--date") { Description = "Day of the biopsy, yyyy-MM-dd." };
        Option<string?> manifest = new("--manifest") { Description = "CSV with the columns file, and any of patient, date, age, mpp, mask." };
        Option<bool> demo = new("--demo") { Description = "Draw a section with known truth, analyse it, print measured beside true." };
        Option<string> format = WordOption.Format("text", "json");
        Command command = new("cellularity", "Measure the cellularity of marrow sections: haematopoietic ÷ (haematopoietic + fat).")
        {
            age, patient, date, manifest, demo, format, SweepCommand.Create(),
        };
        arguments.AddTo(command);
        return command.Does((parse, token) =>
        {
            NativeHeap.KeepLittle();
            arguments.UseThreads(parse);
            bool isJson = parse.GetValue(format) == "json";
            if (parse.GetValue(demo))
            {
                return arguments.HasInputs(parse) || parse.GetValue(manifest) is not null
                    ? throw new UsageException("--demo draws its own section; leave it out to analyse slides")
                    : DemoPrinter.Run(arguments.OutputFolder(parse, "marrow-demo"), isJson, token);
            }

            PatientDocument? whom = PatientOf(parse.GetValue(patient), parse.GetValue(date), parse.GetValue(age));
            StudyPlan plan = UsageException.Check(() => StudyPlan.Create(arguments.Read(parse) with { Patient = whom, Manifest = parse.GetValue(manifest) }));
            StudyPrinter printer = new(isJson);
            StudyOutcome outcome = new CellularityStudy(CellularityAnalysis.Run, StudyPrinter.Progress).Run(plan, token);
            return printer.Print(outcome);
        });
    }

    private static PatientDocument? PatientOf(string? id, string? date, double? age)
    {
        if (id is null && date is null && age is null)
        {
            return null;
        }

        return new PatientDocument(id, date is null ? null : CellularityArguments.Date(date), age);
    }
}
