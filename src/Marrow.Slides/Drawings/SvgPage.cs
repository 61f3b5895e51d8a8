using System.Runtime.Intrinsics;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>An SVG document that librsvg has read, drawn over white by whole rows. Used by one thread at a time.</summary>
internal sealed unsafe class SvgPage : IDisposable
{
    // A strip is drawn by drawing the document and cutting, so strips are few; four bytes a pixel wait.
    private const int StripPixels = 1 << 20;

    // Of a surface of cairo's.
    private const int MostSide = 32_767;

    private readonly GObjectHandle page;
    private readonly double scale, width, height;

    /// <param name="svg">A whole document.</param>
    /// <param name="scale">Pixels per SVG unit.</param>
    /// <exception cref="ArgumentException">It is none, or states no size.</exception>
    public SvgPage(ReadOnlySpan<byte> svg, double scale)
    {
        GLibLog.Silence();
        GError* error = null;
        fixed (byte* pinned = svg)
        {
            page = new GObjectHandle(NativeSvg.rsvg_handle_new_from_data(pinned, (nuint)svg.Length, &error));
        }

        if (page.IsInvalid)
        {
            throw new ArgumentException($"the SVG text cannot be drawn: {GError.Take(error)}", nameof(svg));
        }

        this.scale = scale;
        double w, h;
        bool isSized = NativeSvg.rsvg_handle_get_intrinsic_size_in_pixels(page, &w, &h) != 0;
        (width, height) = (w, h);
        if (!isSized || !(Pixels(w) is >= 1 and <= MostSide && Pixels(h) is >= 1 and <= MostSide))
        {
            page.Dispose();
            throw new ArgumentException($"the SVG text cannot be drawn: it states no size of 1 to {MostSide} pixels", nameof(svg));
        }

        Size = new PixelSize((int)Pixels(w), (int)Pixels(h));
    }

    /// <summary>The picture's, in pixels.</summary>
    public PixelSize Size { get; }

    /// <summary>Draws from top to bottom.</summary>
    /// <param name="take">Called with whole rows of RGB, which hold until it returns.</param>
    public void Draw(RowTaker take)
    {
        int most = Math.Clamp(StripPixels / Size.Width, 1, Size.Height);
        byte[] canvas = GC.AllocateUninitializedArray<byte>(checked(most * Size.Width * 4)), rgb = GC.AllocateUninitializedArray<byte>(most * Size.Width * 3);
        for (int top = 0; top < Size.Height; top += most)
        {
            int rows = Math.Min(most, Size.Height - top), pixels = rows * Size.Width;
            Draw(top, rows, canvas.AsSpan(0, pixels * 4));
            ToRgb(canvas.AsSpan(0, pixels * 4), rgb);
            take(top, rgb.AsSpan(0, pixels * 3));
        }
    }

    public void Dispose() => page.Dispose();

    private double Pixels(double units) => Math.Round(units * scale, MidpointRounding.AwayFromZero);

    private void Draw(int top, int rows, Span<byte> canvas)
    {
        // White that nothing shines through.
        canvas.Fill(255);
        NativeSvg.RsvgRectangle viewport = new() { Width = width, Height = height };
        GError* error = null;
        fixed (byte* pinned = canvas)
        {
            nint surface = NativeSvg.cairo_image_surface_create_for_data(pinned, NativeSvg.Argb32, Size.Width, rows, Size.Width * 4);
            nint cairo = NativeSvg.cairo_create(surface);
            NativeSvg.cairo_translate(cairo, 0, -top);
            NativeSvg.cairo_scale(cairo, scale, scale);
            bool isDrawn = NativeSvg.rsvg_handle_render_document(page, cairo, &viewport, &error) != 0;
            int status = NativeSvg.cairo_status(cairo);
            NativeSvg.cairo_destroy(cairo);
            NativeSvg.cairo_surface_flush(surface);
            NativeSvg.cairo_surface_destroy(surface);
            if (!isDrawn || status != 0)
            {
                throw new ArgumentException($"the SVG text cannot be drawn: {(isDrawn ? $"cairo's status {status}" : GError.Take(error))}");
            }
        }
    }

    /// <summary>Opaque pixels of cairo's, see <see cref="NativeSvg.Argb32"/>, as RGB.</summary>
    private static void ToRgb(ReadOnlySpan<byte> canvas, Span<byte> rgb)
    {
        int i = 0, pixels = canvas.Length / 4;
        var order = Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 12, 12, 12, 12);
        for (; (3 * i) + Vector128<byte>.Count <= rgb.Length && i + 4 <= pixels; i += 4)
        {
            // Four pixels; what is stored behind them is overwritten by the next.
            Vector128.Shuffle(Vector128.Create(canvas[(4 * i)..]), order).CopyTo(rgb[(3 * i)..]);
        }

        for (; i < pixels; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (canvas[(4 * i) + 2], canvas[(4 * i) + 1], canvas[4 * i]);
        }
    }

    /// <summary>Takes whole rows of RGB.</summary>
    /// <param name="top">The first one's number.</param>
    internal delegate void RowTaker(int top, ReadOnlySpan<byte> rgb);
}
