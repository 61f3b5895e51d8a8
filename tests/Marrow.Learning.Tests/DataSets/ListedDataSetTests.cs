using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning.Tests;

public class ListedDataSetTests
{
    [Fact]
    public void Listed_cases_keep_their_order_folds_are_drawn_from_sorted_names_and_variables_are_expanded()
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("MARROW_TEST_PICTURES", folder.At("pictures"));
        Directory.CreateDirectory(folder.At("pictures"));
        string[] names = ["e", "a", "d", "b", "c", "f"];
        foreach (string name in names)
        {
            var picture = new Raster<byte>(4, 4, 1);
            picture.Samples.AsSpan().Fill(7);
            PictureFile.WritePng(folder.At("pictures", $"{name}.png"), picture);
        }

        string listed = string.Join(", ", names.Select(name => $$"""
            "{{name}}": {"images": ["$MARROW_TEST_PICTURES/{{name}}.png"], "label": "${MARROW_TEST_PICTURES}/{{name}}.png"}
            """));
        File.WriteAllText(folder.At("dataset.json"), $$$"""
            {"modality": {"0": "T1"}, "labels": {"background": 0, "all": [1, 2, 3, 4, 5, 6, 7]}, "regions_class_order": [1], "numTraining": 6, "file_ending": ".png", "dataset": {{{{listed}}}}}
            """);
        DataSetFolder raw = DataSetFolder.Open(folder.Path);
        Assert.Equal(names, raw.Cases.Select(one => one.Name));
        Assert.Equal(["T1"], raw.Description.ChannelNames);
        PlannedDataSet planned = PlannedDataSet.Create(raw, new PlanOptions(), folder.At("preprocessed"), CancellationToken.None);

        // generate_crossval_split(['a', 'b', 'c', 'd', 'e', 'f'], seed=12345, n_splits=5) of nnU-Net 2.8.1.
        Assert.Equal(["df", "e", "a", "b", "c"], CrossValidationSplit.Read(Path.Combine(planned.FolderPath, "splits_final.json")).Select(fold => string.Concat(fold.Validation)));
    }
}
