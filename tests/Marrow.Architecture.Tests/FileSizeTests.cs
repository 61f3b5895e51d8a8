using Marrow.Tests;

namespace Marrow.Architecture.Tests;

public class FileSizeTests
{
    private const int LineLimit = 400;

    [Fact]
    public void No_source_file_passes_400_lines()
    {
        string[] folders = ["src", "tests", "bench", "native"];
        string[] sources = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.Checkout, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cpp", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, file => File.ReadLines(file).Count() > LineLimit);
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
}
