using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// A picture of what a prediction got right and wrong, with a legend below that names the colours actually painted.
/// Colours are told apart by people with colour-blindness (Okabe and Ito 2008).
/// </summary>
public static class ErrorPicture
{
    /// <summary>Right foreground.</summary>
    public static readonly RgbColor Right = new(0, 158, 115);

    /// <summary>Foreground that is not in the reference.</summary>
    public static readonly RgbColor TooMuch = new(213, 94, 0);

    /// <summary>Foreground that the prediction misses.</summary>
    public static readonly RgbColor Missed = new(0, 114, 178);

    /// <summary>Foreground in both, but of different kinds.</summary>
    public static readonly RgbColor OtherKind = new(204, 121, 167);

    private static readonly (RgbColor Color, string Text)[] Entries =
        [(Right, "right"), (TooMuch, "too much"), (Missed, "missed"), (OtherKind, "other kind")];

    /// <summary>What the legend says of each colour, in its order, and the middle of its square in a picture that <see cref="Draw"/> gave.</summary>
    public static IReadOnlyList<(RgbColor Color, string Text, int X, int Y)> Legend(Raster<byte> drawn)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        return [.. Entries.Select((entry, i) => (entry.Color, entry.Text, PictureLegend.Place(Entries, i).X, drawn.Height - PictureLegend.Height + PictureLegend.Place(Entries, i).Y))];
    }

    /// <summary>Paints the comparison over a picture, or over white where there is none; the legend stands below.</summary>
    /// <param name="picture">H × W × 3, of the label maps' size; seen where both say background.</param>
    public static Raster<byte> Draw(LabelMap reference, LabelMap predicted, Raster<byte>? picture)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(predicted);
        int width = Math.Max(reference.Width, PictureLegend.Width(Entries));
        var drawn = new Raster<byte>(width, reference.Height + PictureLegend.Height, 3);
        drawn.Samples.AsSpan().Fill(255);
        for (int y = 0; y < reference.Height; y++)
        {
            for (int x = 0; x < reference.Width; x++)
            {
                Paint(drawn, (x, y), Kind(reference[x, y], predicted[x, y]), picture);
            }
        }

        PictureLegend.Draw(width, Entries).Samples.AsSpan().CopyTo(drawn.Samples.AsSpan(reference.Height * width * 3));
        return drawn;
    }

    private static RgbColor? Kind(int truth, int guess) => (truth, guess) switch
    {
        (0, 0) => null,
        (0, _) => TooMuch,
        (_, 0) => Missed,
        _ => truth == guess ? Right : OtherKind,
    };

    private static void Paint(Raster<byte> drawn, (int X, int Y) at, RgbColor? colour, Raster<byte>? picture)
    {
        Span<byte> pixel = drawn.Row(at.Y).Slice(at.X * 3, 3);
        if (colour is { } paint)
        {
            (pixel[0], pixel[1], pixel[2]) = (paint.R, paint.G, paint.B);
        }
        else if (picture is not null)
        {
            picture.Row(at.Y).Slice(at.X * 3, 3).CopyTo(pixel);
        }
    }
}
