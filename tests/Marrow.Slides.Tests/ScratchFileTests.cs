namespace Marrow.Slides.Tests;

/// <summary>A temporary file without a name.</summary>
public sealed class ScratchFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marrow-scratch-").FullName;

    public void Dispose() => Directory.Delete(folder);

    [Fact]
    public void What_was_written_comes_back_and_the_rest_is_0()
    {
        using ScratchFile file = new(10, folder);
        file.Write([1, 2, 3], 4);
        byte[] all = new byte[10];
        file.Read(all, 0);
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 0, 0, 0], all);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Nothing_is_read_behind_its_end()
    {
        using ScratchFile file = new(10, folder);
        Assert.Equal($"{folder}: a temporary file of 10 bytes cannot be read back", Assert.Throws<IOException>(() => file.Read(new byte[4], 7)).Message);
    }

    [Fact]
    public void A_disk_without_room_says_so_at_once_and_keeps_nothing()
    {
        const long Exbibyte = 1L << 60;
        Assert.Equal($"{folder}: has no room for a temporary file of {Exbibyte} bytes", Assert.Throws<IOException>(() => new ScratchFile(Exbibyte, folder)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }
}
