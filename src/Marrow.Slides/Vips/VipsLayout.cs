namespace Marrow.Slides;

/// <summary>The shape of samples in memory: row by row, interleaved, 1 or 2 bytes a sample.</summary>
internal readonly record struct VipsLayout(int Width, int Height, int Bands, int BytesPerSample = 1);
