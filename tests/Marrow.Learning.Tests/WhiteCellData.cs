using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>Builds data set 301 of the references (white cells, part 2) in a temporary folder, in nnU-Net's layout.</summary>
internal static class WhiteCellData
{
    public static string Build(string root, string channelPrefix = "", int cases = 100)
    {
        string folder = Path.Combine(root, "Dataset301_WBC2"), images = Path.Combine(folder, "imagesTr"), labels = Path.Combine(folder, "labelsTr");
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(labels);
        string[] channels = channelPrefix.Length == 0 ? ["R", "G", "B"] : [channelPrefix, channelPrefix, channelPrefix];
        File.WriteAllText(Path.Combine(folder, "dataset.json"), DataSetDescription.Create(
            channels, [new("background", [0]), new("cytoplasm", [1]), new("nucleus", [2])], cases, ".png").ToJson());
        for (int i = 1; i <= cases; i++)
        {
            File.Copy(SharedData.Path("data", "smear", "wbc_seg", $"d2_{i:D3}.png"), Path.Combine(images, $"wbc_{i:D3}_0000.png"));
            WriteLabels(SharedData.Path("data", "smear", "wbc_seg", $"d2_{i:D3}_mask.png"), Path.Combine(labels, $"wbc_{i:D3}.png"));
        }

        return folder;
    }

    public static void WriteLabels(string mask, string target)
    {
        Raster<byte> gray = PictureFile.ReadGray(mask);
        for (int i = 0; i < gray.Samples.Length; i++)
        {
            gray.Samples[i] = gray.Samples[i] switch { 128 => 1, 255 => 2, _ => 0 };
        }

        PictureFile.WritePng(target, gray);
    }
}
