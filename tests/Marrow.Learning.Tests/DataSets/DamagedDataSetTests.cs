using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>What the integrity check says of data sets with one fault each.</summary>
public sealed class DamagedDataSetTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_sound_data_set_has_no_problem() => Assert.Empty(Problems(_ => { }));

    [Fact]
    public void A_picture_without_labels_is_named() =>
        Assert.Equal(["b: has a picture but no labels (b.png is missing)"], Problems(folder => File.Delete(Path.Combine(folder, "labelsTr", "b.png"))));

    [Fact]
    public void Labels_without_a_picture_are_named() =>
        Assert.Equal(["c: has labels but no picture"], Problems(folder => Labels(folder, "c", new LabelMap(6, 5))));

    [Fact]
    public void Another_size_is_named() =>
        Assert.Equal(["b: b.png: is 7×5, but its picture is 6×5"], Problems(folder => Labels(folder, "b", new LabelMap(7, 5))));

    [Fact]
    public void A_foreign_label_is_named()
    {
        var labels = new LabelMap(6, 5) { [2, 2] = 7 };
        Assert.Equal(["a: holds the label 7, dataset.json knows 0, 1"], Problems(folder => Labels(folder, "a", labels)));
    }

    [Fact]
    public void Mixed_channels_are_named() =>
        Assert.Equal(["a: has 3 channels, dataset.json names 1"], Problems(folder => PictureFile.WritePng(Path.Combine(folder, "imagesTr", "a_0000.png"), new Raster<byte>(6, 5, 3))));

    [Fact]
    public void A_wrong_count_is_named() =>
        Assert.Equal(["dataset.json says 2 training cases, there are 3"], Problems(folder =>
        {
            Picture(folder, "c");
            Labels(folder, "c", new LabelMap(6, 5));
        }));

    [Fact]
    public void Labels_that_skip_a_number_are_refused()
    {
        string json = Description().Replace("\"cell\": 1", "\"cell\": 2");
        Assert.Equal("dataset.json: labels: the numbers must follow each other from 0, 1 is missing before 2", Refusal(json));
    }

    [Fact]
    public void Labels_that_predictions_cannot_hold_are_refused()
    {
        string json = Description().Replace("\"cell\": 1", string.Join(", ", Enumerable.Range(1, 256).Select(label => $"\"cell {label}\": {label}")));
        Assert.Equal("dataset.json: labels: 256 is above 255, the highest label that is predicted", Refusal(json));
    }

    [Fact]
    public void Labels_that_are_fractions_are_named() =>
        Assert.Equal(["b: b.png: holds 1.5; labels are whole numbers"], Problems(folder => FloatTiff.Write(Path.Combine(folder, "labelsTr", "b.png"), new Raster<float>(6, 5, 1, [.. Enumerable.Repeat(1.5f, 30)]))));

    [Fact]
    public void A_stack_is_named() =>
        Assert.Equal(
            ["b: b_0000.png: holds a stack of 4 pages of 6×5; one plane of grey or RGB is read"],
            Problems(folder => FloatTiff.Write(Path.Combine(folder, "imagesTr", "b_0000.png"), new Raster<float>(6, 5, 1), pages: 4)));

    [Fact]
    public void A_missing_key_is_refused() =>
        Assert.Equal("dataset.json: missing file_ending", Refusal(Description().Replace("file_ending", "ending")));

    [Theory]
    [InlineData("\"numTraining\": 2", "\"numTraining\": \"2\"", "numTraining must be a whole number")]
    [InlineData("\"numTraining\": 2", "\"numTraining\": 99999999999", "numTraining must be a whole number")]
    [InlineData("\"grey\"", "7", "channel_names must be one text for each channel")]
    [InlineData("\".png\"", "\"png\"", "file_ending must be an ending with its point, as .png")]
    public void A_value_of_another_kind_is_named(string good, string bad, string problem)
    {
        string json = Description();
        Assert.Contains(good, json);
        Assert.Equal($"dataset.json: {problem}", Refusal(json.Replace(good, bad)));
    }

    [Fact]
    public void An_ignore_label_in_the_middle_is_refused() =>
        Assert.Equal("dataset.json: labels: ignore must be the highest label, 2, not 5", Refusal(Description().Replace("\"cell\": 1", "\"cell\": 1, \"ignore\": 5")));

    [Fact]
    public void Text_that_is_not_json_is_refused_with_its_line() =>
        Assert.Equal("dataset.json: not JSON (line 2)", Refusal("{\n oops }"));

    private static string Description() => DataSetDescription.Create(["grey"], [new("background", [0]), new("cell", [1])], 2, ".png").ToJson();

    private string Refusal(string json)
    {
        string path = _temporary.At("dataset.json");
        File.WriteAllText(path, json);
        return Assert.Throws<InvalidDataException>(() => DataSetDescription.Read(path)).Message;
    }

    private IReadOnlyList<string> Problems(Action<string> damage)
    {
        string folder = _temporary.At("Dataset001_Small");
        Directory.CreateDirectory(Path.Combine(folder, "imagesTr"));
        Directory.CreateDirectory(Path.Combine(folder, "labelsTr"));
        File.WriteAllText(Path.Combine(folder, "dataset.json"), Description());
        foreach (string name in new[] { "a", "b" })
        {
            Picture(folder, name);
            Labels(folder, name, new LabelMap(6, 5) { [1, 1] = 1 });
        }

        damage(folder);
        return DataSetCheck.Problems(DataSetFolder.Open(folder), CancellationToken.None);
    }

    private static void Picture(string folder, string name) => PictureFile.WritePng(Path.Combine(folder, "imagesTr", $"{name}_0000.png"), new Raster<byte>(6, 5, 1));

    private static void Labels(string folder, string name, LabelMap labels) => LabelPictures.Write(Path.Combine(folder, "labelsTr", $"{name}.png"), labels);
}
