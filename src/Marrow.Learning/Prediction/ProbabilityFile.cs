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
    private readonly ScratchFile _scratch;
    private readonly string _path, _header;
    private readonly PixelSize _size;
    private readonly int _heads;

    /// <param name="path">Of the archive. What comes before it lies beside it and has no name, so that nothing is left however the process ends.</param>
    /// <exception cref="IOException">The folder is not writable or the disk is full.</exception>
    public ProbabilityFile(string path, LabelTable table, PixelSize size)
    {
        (_path, _heads, _size) = (path, table.HeadCount, size);
        _scratch = new ScratchFile(Bytes, Path.GetDirectoryName(Path.GetFullPath(path)));
        _header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({_heads}, 1, {size.Height}, {size.Width}), }}";
        if (!table.HasRegions)
        {
            FillBackground();
        }
    }

    private long Bytes => checked(4L * _heads * _size.Area);

    /// <param name="part">Its place in the picture.</param>
    /// <param name="probabilities">Heads × H × W of the part.</param>
    public void Write(PixelRectangle part, float[] probabilities)
    {
        for (int row = 0; row < _heads * part.Height; row++)
        {
            (int head, int y) = (row / part.Height, part.Y + (row % part.Height));
            _scratch.Write(MemoryMarshal.AsBytes(probabilities.AsSpan(row * part.Width, part.Width)), 4 * ((head * _size.Area) + ((long)y * _size.Width) + part.X));
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
        Copy(entry);
    });

    public void Dispose() => _scratch.Dispose();

    private void FillBackground()
    {
        float[] row = new float[_size.Width];
        Array.Fill(row, 1f);
        for (int y = 0; y < _size.Height; y++)
        {
            _scratch.Write(MemoryMarshal.AsBytes(row.AsSpan()), 4L * y * _size.Width);
        }
    }

    private void Copy(Stream target)
    {
        byte[] buffer = new byte[1 << 17];
        for (long at = 0; at < Bytes; at += buffer.Length)
        {
            Span<byte> next = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Bytes - at));
            _scratch.Read(next, at);
            target.Write(next);
        }
    }
}
