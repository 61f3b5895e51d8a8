using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Probabilities on their way to disk as nnU-Net keeps them: an <c>.npz</c> with one array <c>probabilities</c>, heads × 1 × H × W of 32-bit floats.
/// Parts arrive in any order and are never all in memory; outside the predicted part background has probability 1.
/// </summary>
internal sealed class ProbabilityFile : IDisposable
{
    private readonly OutputFile _scratch;
    private readonly string _path, _header;
    private readonly PixelSize _size;
    private readonly int _heads;

    /// <param name="path">Of the archive. What comes before it lies beside it and has no name, so that nothing is left however the process ends.</param>
    /// <exception cref="IOException">The folder is not writable or the disk is full.</exception>
    public ProbabilityFile(string path, LabelTable table, PixelSize size)
    {
        (_path, _heads, _size) = (path, table.HeadCount, size);
        string scratch = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():N}.tmp");
        _scratch = new OutputFile(scratch, FileMode.CreateNew, FileShare.Delete);
        File.Delete(scratch);
        // Its last byte first: what is not written stays 0, and a disk or file system that will not take as much says so at once.
        _scratch.Position = checked(4L * _heads * size.Area) - 1;
        _scratch.WriteByte(0);
        _scratch.Flush();
        _header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({_heads}, 1, {size.Height}, {size.Width}), }}";
        if (!table.HasRegions)
        {
            FillBackground();
        }
    }

    /// <param name="part">Its place in the picture.</param>
    /// <param name="probabilities">Heads × H × W of the part.</param>
    public void Write(PixelRectangle part, float[] probabilities)
    {
        for (int row = 0; row < _heads * part.Height; row++)
        {
            (int head, int y) = (row / part.Height, part.Y + (row % part.Height));
            _scratch.Position = 4 * ((head * _size.Area) + ((long)y * _size.Width) + part.X);
            _scratch.Write(MemoryMarshal.AsBytes(probabilities.AsSpan(row * part.Width, part.Width)));
        }
    }

    /// <summary>Writes the finished archive.</summary>
    public void Save() => WholeFile.Write(_path, stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        ZipArchiveEntry file = zip.CreateEntry("probabilities.npy", CompressionLevel.Fastest);
        // The earliest that zip knows: the same numbers give the same bytes at any time.
        file.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream entry = file.Open();
        int padding = 64 - ((10 + _header.Length + 1) % 64);
        byte[] text = Encoding.ASCII.GetBytes(_header + new string(' ', padding % 64) + "\n");
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8)]);
        entry.Write(text);
        _scratch.Position = 0;
        _scratch.CopyTo(entry);
    });

    public void Dispose() => _scratch.Dispose();

    private void FillBackground()
    {
        float[] row = new float[_size.Width];
        Array.Fill(row, 1f);
        _scratch.Position = 0;
        for (int y = 0; y < _size.Height; y++)
        {
            _scratch.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }
}
