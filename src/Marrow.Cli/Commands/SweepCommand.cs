using System.CommandLine;
using System.Globalization;
using Marrow.Hematology;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow cellularity sweep</c>: cellularity against the threshold.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        CellularityArguments arguments = new();
        Command command = new("sweep", "Draw cellularity against the grey level that separates fat: sweep.csv, sweep.svg, sweep.png.");
        arguments.AddTo(command);
        return command.Does((parse, token) =>
        {
            NativeHeap.KeepLittle();
            arguments.UseThreads(parse);
            StudyPlan plan = UsageException.Check(() => StudyPlan.Create(arguments.Read(parse)));
            SweepOutcome outcome = CellularitySweep.Run(plan, CellularityAnalysis.Run, token);
            foreach (SweepCurve curve in outcome.Curves)
            {
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{curve.Slide}: {curve.Used.CellularityPercent:0.0} % at {curve.Used.Threshold:0.#}; {curve.Points.Min(point => point.CellularityPercent):0.0} to {curve.Points.Max(point => point.CellularityPercent):0.0} % from {curve.Points.Min(point => point.Threshold):0.#} to {curve.Points.Max(point => point.Threshold):0.#}"));
            }

            if (outcome.Curves.Count > 0)
            {
                Console.Out.WriteLine($"sweep.csv, sweep.svg and sweep.png are in {plan.OutputFolder}");
            }

            return StudyPrinter.Complain(outcome.Failures);
        });
    }
}
