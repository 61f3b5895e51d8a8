using System.Globalization;
using Marrow.Hematology;

namespace Marrow.Cli;

/// <summary>Runs the demonstration and prints measured beside true, which goes to stderr where stdout is for machines.</summary>
internal static class DemoPrinter
{
    public static int Run(string folder, bool isJson, CancellationToken token)
    {
        DemoOutcome demo = CellularityDemo.Run(folder, CellularityAnalysis.Run, token);
        TextWriter told = isJson ? Console.Error : Console.Out;
        told.WriteLine($"A synthetic section, {CellularityDemo.Section.Size} pixels at {CellularityDemo.Section.MicrometersPerPixel.ToString(CultureInfo.InvariantCulture)} µm, whose truth is known:");
        told.WriteLine($"{"",-16}{"measured",10}{"true",10}{"difference",13}");
        foreach ((string name, double measured, double truth) in demo.Comparison)
        {
            told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{measured,8:0.0} %{truth,8:0.0} %{measured - truth,11:+0.0;-0.0;0.0} pt"));
        }

        told.WriteLine();
        int code = new StudyPrinter(isJson).Print(demo.Study);
        told.WriteLine($"the section is {demo.Picture}; open {Path.Combine(demo.Study.Folder, CellularityDemo.PictureName, "report.html")}");
        return code;
    }
}
