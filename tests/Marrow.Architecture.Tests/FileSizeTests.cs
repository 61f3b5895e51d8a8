using System.Text.RegularExpressions;
using Marrow.Tests;

namespace Marrow.Architecture.Tests;

public partial class FileSizeTests
{
    private const int LineLimit = 400;

    [Fact]
    public void No_source_file_passes_400_lines()
    {
        string[] folders = ["src", "tests", "bench", "native"];
        string[] sources = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.Checkout, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".cpp" or ".h")
            .ToArray();
        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, file => File.ReadLines(file).Count() > LineLimit);
    }

    [Fact]
    public void No_file_holds_two_public_types()
    {
        string[] sources = Directory.GetFiles(Path.Combine(SharedData.Checkout, "src"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(file => File.ReadLines(file).Count(PublicType().IsMatch) > 1).Select(Path.GetFileName));
    }

    [Fact]
    public void No_folder_is_called_utils_helpers_or_common()
    {
        string[] forbidden = ["Utils", "Helpers", "Common"];
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.Combine(SharedData.Checkout, "src"), "*", SearchOption.AllDirectories),
            folder => forbidden.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_room_has_a_readme()
    {
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.Combine(SharedData.Checkout, "src")),
            room => !File.Exists(Path.Combine(room, "README.md")));
    }

    [GeneratedRegex("^public .*\\b(class|struct|record|interface|enum|delegate) ")]
    private static partial Regex PublicType();
}
