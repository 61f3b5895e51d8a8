namespace Marrow.Hematology.Tests;

public sealed class FolderTreeTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("marrow");

    [Fact]
    public void A_link_that_leads_back_up_or_beside_adds_no_picture_twice()
    {
        string first = Folder("a"), second = Folder("b");
        File.WriteAllText(Path.Combine(first, "1.png"), "");
        File.WriteAllText(Path.Combine(second, "2.png"), "");
        Directory.CreateSymbolicLink(Path.Combine(second, "up"), root.FullName);
        Directory.CreateSymbolicLink(Path.Combine(first, "0"), "../b");
        Assert.Equal([Path.Combine(first, "1.png"), Path.Combine(second, "2.png")], InputFinder.Find([root.FullName]));
    }

    [Fact]
    public void A_link_to_a_folder_elsewhere_is_followed_once()
    {
        DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("marrow");
        try
        {
            File.WriteAllText(Path.Combine(elsewhere.FullName, "3.png"), "");
            Directory.CreateSymbolicLink(Path.Combine(elsewhere.FullName, "self"), elsewhere.FullName);
            Directory.CreateSymbolicLink(Path.Combine(root.FullName, "x"), elsewhere.FullName);
            Directory.CreateSymbolicLink(Path.Combine(root.FullName, "y"), elsewhere.FullName);
            Assert.Equal([Path.Combine(root.FullName, "x", "3.png")], InputFinder.Find([root.FullName]));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public void Hidden_folders_are_left_out()
    {
        File.WriteAllText(Path.Combine(Folder(".trash"), "old.png"), "");
        File.WriteAllText(Path.Combine(root.FullName, "new.png"), "");
        Assert.Equal([Path.Combine(root.FullName, "new.png")], InputFinder.Find([root.FullName]));
    }

    public void Dispose() => root.Delete(recursive: true);

    private string Folder(string name) => root.CreateSubdirectory(name).FullName;
}
