using System.IO.Compression;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class DamagedVolumeTests : IDisposable
{
    private const string Header = "NRRD0004\n# a comment\ntype: float\ndimension: 3\nsizes: 2 1 2\nspacings: 0.5 0.25 nan\nendian: big\nencoding: raw\nkey:=value\n\n";
    private readonly string folder = Directory.CreateTempSubdirectory("volumes").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_sound_nrrd_gives_its_samples_with_nan_and_its_spacing()
    {
        Volume volume = Nrrd.Read(Nrrd4(Header, [0x3f, 0x80, 0, 0, 0x7f, 0xc0, 0, 0, 0xbf, 0x80, 0, 0, 0, 0, 0, 0]));
        Assert.Equal([1, float.NaN, -1, 0], volume.Samples);
        Assert.Equal((2, 1, 2), (volume.Width, volume.Height, volume.Depth));
        Assert.Equal((0.5, 0.25, 1), volume.Spacing);
    }

    [Theory]
    [InlineData("NRRD0004", "NRRX0004", "is not an NRRD file of version 1 to 5")]
    [InlineData("type: float", "type: block", "has samples of type block, which is not supported")]
    [InlineData("type: float\n", "", "has no field type")]
    [InlineData("sizes: 2 1 2", "sizes: 2 1", "has 2 sizes for dimension 3; two or three dimensions are supported")]
    [InlineData("sizes: 2 1 2", "sizes: 2 x 2", "has \"x\" in sizes")]
    [InlineData("sizes: 2 1 2", "sizes: 2 0 2", "a side of 0 samples is not possible")]
    [InlineData("sizes: 2 1 2", "sizes: 90000 90000 90000", "90000×90000×90000 samples do not fit in memory")]
    [InlineData("sizes: 2 1 2", "sizes: 2 1 3", "ends before its 6 samples")]
    [InlineData("endian: big", "endian: middle", "has the unknown endian middle")]
    [InlineData("encoding: raw", "encoding: hex", "has the encoding hex; raw and gzip are supported")]
    [InlineData("encoding: raw", "encoding: gzip", "its compressed data is damaged")]
    [InlineData("key:=value", "data file: x.raw", "keeps its data in another file, which is not supported")]
    [InlineData("key:=value", "broken", "has the header line \"broken\" without a colon")]
    [InlineData("spacings: 0.5 0.25 nan", "spacings: 0.5 -1 nan", "has the spacing -1")]
    public void A_damaged_nrrd_is_refused_in_words(string from, string to, string problem)
    {
        string path = Nrrd4(Header.Replace(from, to), new byte[16]);
        Assert.Equal($"v.nrrd: {problem}", Assert.Throws<SlideFormatException>(() => Nrrd.Read(path)).Message);
    }

    [Fact]
    public void A_sound_nifti_is_scaled_and_has_its_spacing()
    {
        Volume volume = Nifti.Read(Nifti1(bytes => { }));
        Assert.Equal([3, 5, 7, 9], volume.Samples);
        Assert.Equal((2, 2, 1), (volume.Width, volume.Height, volume.Depth));
        Assert.Equal((0.5, 2, 1), volume.Spacing);
    }

    [Theory]
    [InlineData("is not a NIfTI-1 file", 0, 0)]
    [InlineData("is not a NIfTI-1 file that holds its own data", 345, 105)]
    [InlineData("has 5 dimensions; two or three are supported", 40, 5, 50, 3)]
    [InlineData("a side of 0 samples is not possible", 42, 0)]
    [InlineData("ends before its 2052 samples", 43, 4)]
    [InlineData("has samples of NIfTI type 128, which is not supported", 70, 128)]
    [InlineData("has the spacing 0", 83, 0)]
    public void A_damaged_nifti_is_refused_in_words(string problem, params int[] edits)
    {
        string path = Nifti1(bytes =>
        {
            for (int i = 0; i < edits.Length; i += 2)
            {
                bytes[edits[i]] = (byte)edits[i + 1];
            }
        });
        Assert.Equal($"v.nii.gz: {problem}", Assert.Throws<SlideFormatException>(() => Nifti.Read(path)).Message);
    }

    [Fact]
    public void A_truncated_gzip_is_refused_in_words()
    {
        string path = Nifti1(_ => { });
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..40]);
        Assert.Throws<SlideFormatException>(() => Nifti.Read(path));
    }

    private string Nrrd4(string header, byte[] data)
    {
        string path = Path.Combine(folder, "v.nrrd");
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes(header), .. data]);
        return path;
    }

    /// <summary>Four 16-bit samples 1 2 3 4 with slope 2 and intercept 1, 0.5 × 2 mm.</summary>
    private string Nifti1(Action<byte[]> damage)
    {
        byte[] bytes = new byte[352 + 8];
        void Put(int at, byte[] value) => value.CopyTo(bytes, at);
        Put(0, BitConverter.GetBytes(348));
        Put(40, [2, 0, 2, 0, 2, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
        Put(70, [4, 0, 16, 0]);
        Put(80, BitConverter.GetBytes(0.5f));
        Put(84, BitConverter.GetBytes(2f));
        Put(108, BitConverter.GetBytes(352f));
        Put(112, BitConverter.GetBytes(2f));
        Put(116, BitConverter.GetBytes(1f));
        Put(344, "n+1\0"u8.ToArray());
        Put(352, [1, 0, 2, 0, 3, 0, 4, 0]);
        damage(bytes);
        string path = Path.Combine(folder, "v.nii.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(bytes);
        return path;
    }
}
