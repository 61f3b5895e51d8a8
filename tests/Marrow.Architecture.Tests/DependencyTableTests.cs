using System.Xml.Linq;
using Marrow.Tests;

namespace Marrow.Architecture.Tests;

/// <summary>Holds the table of who may reference whom; adding an edge means editing it, here and in README.</summary>
public class DependencyTableTests
{
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Imaging"] = "",
        ["Torch"] = "",
        ["Slides"] = "Imaging",
        ["Radiomics"] = "Imaging",
        ["Models"] = "Torch",
        ["Learning"] = "Imaging Slides Torch Models",
        ["Hematology"] = "Imaging Slides Radiomics Learning",
        ["Cli"] = "Imaging Slides Radiomics Torch Learning Hematology",
    };

    [Fact]
    public void Every_room_references_only_what_the_table_allows()
    {
        string[] rooms = Directory.GetDirectories(Path.Combine(SharedData.Checkout, "src")).Select(Room).ToArray();
        Assert.NotEmpty(rooms);
        foreach (string room in rooms)
        {
            Assert.True(Allowed.TryGetValue(room, out string? allowed), $"the table has no row for {room}");
            Assert.Empty(References(room).Except(allowed.Split(' ')));
        }
    }

    [Fact]
    public void Every_reference_is_used()
    {
        foreach (string room in Allowed.Keys)
        {
            string[] sources = Directory.EnumerateFiles(Path.Combine(SharedData.Checkout, "src", $"Marrow.{room}"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray();
            Assert.All(References(room), other => Assert.Contains(sources, text => text.Contains($"using Marrow.{other}")));
        }
    }

    [Fact]
    public void Readme_shows_the_same_table()
    {
        string readme = File.ReadAllText(Path.Combine(SharedData.Checkout, "README.md"));
        foreach ((string room, string allowed) in Allowed)
        {
            Assert.Contains($"| {room} | {(allowed.Length == 0 ? "—" : allowed)} |", readme);
        }
    }

    private static IEnumerable<string> References(string room) =>
        XDocument.Load(Path.Combine(SharedData.Checkout, "src", $"Marrow.{room}", $"Marrow.{room}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Room(Path.GetDirectoryName(reference.Attribute("Include")!.Value)!));

    private static string Room(string folder) => Path.GetFileName(folder).Replace("Marrow.", "");
}
