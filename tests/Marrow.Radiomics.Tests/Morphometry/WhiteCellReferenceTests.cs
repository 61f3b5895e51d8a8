using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Radiomics.Tests;

/// <summary>Morphometry of the 250 white cells of the set wbc_seg (masks: 255 nucleus, 128 cytoplasm) by class.</summary>
public class WhiteCellReferenceTests
{
    private const int Neutrophil = 1, Lymphocyte = 2, Monocyte = 3, Eosinophil = 4;

    private static readonly Lazy<Dictionary<string, (int Class, Dictionary<string, double> Values)>> Cells = new(MeasureAll);

    [SharedFact]
    public void Nuclei_of_the_classes_have_the_lobes_that_their_names_stand_for()
    {
        double[] Lobes(int kind) => [.. Of(kind).Select(values => values["cell_NucleusLobes"])];
        Assert.All(Lobes(Lymphocyte), count => Assert.Equal(1, count));
        Assert.InRange(Lobes(Monocyte).Count(count => count == 1) / (double)Lobes(Monocyte).Length, 0.9, 1);
        Assert.InRange(Lobes(Neutrophil).Average(), 2, 3.5);
        Assert.InRange(Lobes(Neutrophil).Max(), 3, 6);
        Assert.Equal(2, Median(Lobes(Eosinophil)));
    }

    [SharedFact]
    public void Lobes_agree_with_a_count_by_eye()
    {
        int equal = 0, near = 0;
        foreach (string[] row in ReferenceTable.Read(Path.Combine(SharedData.Checkout, "tests", "Marrow.Radiomics.Tests", "Reference", "lobes_by_eye.csv")).SkipWhile(row => row[0] != "image").Skip(1))
        {
            double away = Math.Abs(Cells.Value[row[0]].Values["cell_NucleusLobes"] - int.Parse(row[1], CultureInfo.InvariantCulture));
            equal += away == 0 ? 1 : 0;
            near += away <= 1 ? 1 : 0;
        }

        Assert.InRange(equal, 50, 76);
        Assert.InRange(near, 73, 76);
    }

    [SharedTheory]
    [InlineData("d1")]
    [InlineData("d2")]
    public void Nucleus_to_cytoplasm_falls_from_lymphocytes_to_monocytes_to_neutrophils(string set)
    {
        double Ratio(int kind) => Median([.. Of(kind, set).Select(values => values["cell_NucleusToCytoplasm"]).Where(double.IsFinite)]);
        Assert.InRange(Ratio(Lymphocyte), Ratio(Monocyte), 3);
        Assert.InRange(Ratio(Monocyte), Ratio(Neutrophil), 2);
        Assert.InRange(Ratio(Neutrophil), 0.3, 0.8);
    }

    private static IEnumerable<Dictionary<string, double>> Of(int kind, string set = "d") =>
        Cells.Value.Where(cell => cell.Key.StartsWith(set, StringComparison.Ordinal) && cell.Value.Class == kind).Select(cell => cell.Value.Values);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static Dictionary<string, (int, Dictionary<string, double>)> MeasureAll()
    {
        string folder = SharedData.Path("data", "smear", "wbc_seg");
        var cells = new Dictionary<string, (int, Dictionary<string, double>)>();
        foreach (string set in new[] { "d1", "d2" })
        {
            Dictionary<int, int> classes = File.ReadLines(Path.Combine(folder, $"labels_{set}.csv")).Skip(1).Select(line => line.Split(','))
                .ToDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => int.Parse(row[1], CultureInfo.InvariantCulture));
            foreach (string mask in Directory.GetFiles(folder, $"{set}_*_mask.png"))
            {
                string name = Path.GetFileName(mask)[..^"_mask.png".Length];
                cells[name] = (classes[int.Parse(name[3..], CultureInfo.InvariantCulture)], Measure(Path.Combine(folder, name + ".png"), mask));
            }
        }

        Assert.Equal(250, cells.Count);
        return cells;
    }

    private static Dictionary<string, double> Measure(string picture, string mask)
    {
        LabelMap parts = PictureFile.ReadLabels(mask);
        var cell = new LabelMap(parts.Width, parts.Height, Array.ConvertAll(parts.Labels, value => value > 0 ? 1 : 0));
        var nucleus = new Mask(parts.Width, parts.Height, Array.ConvertAll(parts.Labels, value => value == 255 ? (byte)1 : (byte)0));
        return CellMorphometry.Measure(PictureFile.ReadUncutRgb(picture), cell, nucleus, null).Named();
    }
}
