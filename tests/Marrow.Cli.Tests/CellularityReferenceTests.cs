using System.Text.Json;
using Marrow.Tests;

namespace Marrow.Cli.Tests;

public class CellularityReferenceTests
{
    /// <summary>published_tile/expected.json: grey strictly above 240 in the published region, 58.13 %.</summary>
    [SharedFact]
    public void The_published_tile_has_its_published_pixels()
    {
        using CellularityFolder folder = new();
        string tile = SharedData.Path("data", "cellularity", "published_tile");
        ProcessAnswer answer = MarrowProcess.Run("cellularity", Path.Combine(tile, "bc00000_gray.png"), "--region", Path.Combine(tile, "bc00000_region.png"), "--fat", "percentile", "--out", folder.Output, "--format", "json");
        Assert.True(answer.Code == 0, answer.Errors);
        using JsonDocument json = JsonDocument.Parse(answer.Output);
        JsonElement result = json.RootElement.GetProperty("results")[0], pixels = result.GetProperty("pixels");
        Assert.Equal((204_718, 488_886), (pixels.GetProperty("fat").GetInt64(), pixels.GetProperty("analyzed").GetInt64()));
        Assert.Equal(58.13, result.GetProperty("cellularityPercent").GetDouble(), 2);
        Assert.Equal("upper", result.GetProperty("fat").GetProperty("clamp").GetString());
        Assert.Contains(result.GetProperty("suspicions").EnumerateArray(), raised => raised.GetProperty("code").GetString() == "clampActive");
    }

    [SharedTheory]
    [InlineData("broken.svs")]
    [InlineData("openslide_fixtures/unreadable.svs")]
    [InlineData("openslide_fixtures/unopenable.tiff")]
    [InlineData("openslide_fixtures/boxes_0.dcm")]
    [InlineData("dicom_sm/sm_image.dcm")]
    [InlineData("qupath_tiff/cells-gray32.tif")]
    public void Damaged_and_unsupported_slides_are_3(string file)
    {
        using CellularityFolder folder = new();
        string slide = SharedData.Path(["data", "wsi", .. file.Split('/')]);
        string sentence = MarrowProcess.Run("cellularity", slide, "--out", folder.Output).Refusal(ExitCodes.BadImageOrModel);
        Assert.StartsWith(Path.GetFileName(slide) + ": ", sentence);
        Assert.Empty(Directory.GetDirectories(folder.Output));
    }
}
