using System.Runtime.InteropServices;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Writes arrays as NumPy reads them (format 1.0: magic, version, header padded to 64 bytes, little-endian values in C order).</summary>
internal static class NumpyFile
{
    private const int Alignment = 64, Preamble = 10;

    /// <summary>H × W × C 32-bit floats; whole or not at all.</summary>
    public static void Write(string path, Raster<float> values) => WholeFile.Write(path, stream =>
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Height}, {values.Width}, {values.Channels}), }}";
        int padded = (Preamble + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(padded - Preamble), (byte)((padded - Preamble) >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(padded - Preamble - 1) + "\n"));
        stream.Write(MemoryMarshal.AsBytes(values.Samples.AsSpan()));
    });
}
