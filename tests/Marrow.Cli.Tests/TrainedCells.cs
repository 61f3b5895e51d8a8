using System.Text.Json.Nodes;

namespace Marrow.Cli.Tests;

/// <summary>Short trainings for all tests of <c>marrow segment predict</c>: two folds of one model, and a model of regions.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedCells : IDisposable, ICollectionFixture<TrainedCells>
{
    public const string Name = "predict";

    public TrainedCells()
    {
        Folder.Plan();
        foreach (string fold in new[] { "0", "1" })
        {
            SegmentFolder.Good(Folder.Training("model", "--fold", fold, "--epochs", "1", "--iterations", "30"));
        }

        // The same cells as regions: the whole cell, and the nucleus inside it.
        foreach (string file in new[] { Path.Combine(Folder.Raw, "dataset.json"), Folder.PathOf("preprocessed", "Dataset501_Cells", "dataset.json") })
        {
            JsonNode description = JsonNode.Parse(File.ReadAllText(file))!;
            description["labels"] = new JsonObject { ["background"] = 0, ["cell"] = new JsonArray(1, 2), ["nucleus"] = new JsonArray(2) };
            description["regions_class_order"] = new JsonArray(1, 2);
            File.WriteAllText(file, description.ToJsonString());
        }

        SegmentFolder.Good(Folder.Training("regions", "--epochs", "1", "--iterations", "30"));
    }

    public SegmentFolder Folder { get; } = new();

    public string Model => Folder.PathOf("model");

    public string Regions => Folder.PathOf("regions");

    public string Pictures => Folder.PathOf("pictures");

    public void Dispose() => Folder.Dispose();
}
