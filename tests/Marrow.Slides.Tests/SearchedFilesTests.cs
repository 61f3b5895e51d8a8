namespace Marrow.Slides.Tests;

public sealed class SearchedFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marrow-searched-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_offers_what_is_called_a_picture_or_a_slide_in_ordinal_order()
    {
        Make("b.SVS", "a.png", "c.vmu", "d.svslide", "notes.txt", ".hidden.png", "e.json");
        Assert.Equal(["a.png", "b.SVS", "c.vmu", "d.svslide"], SearchedFiles.Slides(folder).Select(Path.GetFileName));
        Assert.Equal([".hidden.png", "a.png"], SearchedFiles.Pictures(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Pictures_that_a_Hamamatsu_slide_consists_of_are_not_offered()
    {
        Make("part.jpg", "map.jpg", "other.jpg");
        File.WriteAllText(Path.Combine(folder, "slide.vms"), "[Virtual Microscope Specimen]\nImageFile=part.jpg\nMapFile=map.jpg\n");
        Assert.Equal(["other.jpg", "slide.vms"], SearchedFiles.Slides(folder).Select(Path.GetFileName));
    }

    private void Make(params string[] names) => Array.ForEach(names, name => File.WriteAllText(Path.Combine(folder, name), ""));
}
