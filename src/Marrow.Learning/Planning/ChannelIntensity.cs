using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>How bright one channel is where something is annotated, over a sample of the whole data set; in the pictures' own grey levels.</summary>
public sealed record ChannelIntensity(double Max, double Mean, double Median, double Min, double Percentile005, double Percentile995, double StandardDeviation)
{
    internal static ChannelIntensity From(JsonNode node) => new(
        (double)node["max"]!, (double)node["mean"]!, (double)node["median"]!, (double)node["min"]!,
        (double)node["percentile_00_5"]!, (double)node["percentile_99_5"]!, (double)node["std"]!);

    internal JsonObject ToJson() => new()
    {
        ["max"] = Max,
        ["mean"] = Mean,
        ["median"] = Median,
        ["min"] = Min,
        ["percentile_00_5"] = Percentile005,
        ["percentile_99_5"] = Percentile995,
        ["std"] = StandardDeviation,
    };
}
