using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// Predicts pictures and slides with a trained model. Small pictures are prepared in memory exactly as the reference does;
/// large ones and slides are read in rows of windows and never held whole.
/// </summary>
public sealed class SegmentationPredictor : IDisposable
{
    // Larger pictures are read in rows.
    private const long InMemoryPixels = 16L << 20;

    private readonly SegmentationModel _model;
    private readonly PredictionOptions _options;
    private readonly TorchWindowNetwork _network;

    /// <summary>Loads the networks of some folds.</summary>
    /// <param name="folds">At least one; their predictions are averaged.</param>
    /// <exception cref="CheckpointException">A checkpoint is damaged or does not fit the plans.</exception>
    public SegmentationPredictor(SegmentationModel model, IReadOnlyList<string> folds, PredictionOptions options)
    {
        (_model, _options) = (model, options);
        _network = new TorchWindowNetwork(folds.Select(model.Load), options, Window, WindowBytes(model));
        // What loading took beyond the networks themselves goes back before windows need room.
        TorchLibrary.Trim();
    }

    /// <summary>What the networks are computed with: depends on the options, the processor and the network.</summary>
    public PredictionArithmetic Arithmetic => _network.Arithmetic;

    private PixelSize Window => new(_model.Configuration.PatchSize[1], _model.Configuration.PatchSize[0]);

    /// <summary>Predicts a case: one picture file or slide, or one file for each channel.</summary>
    /// <param name="probabilities">Where probabilities go as <c>.npz</c>, or null.</param>
    /// <exception cref="SlideFormatException">A picture is damaged or has other channels than the model wants.</exception>
    public PredictedPicture Predict(DataSetCase one, string? probabilities, CancellationToken token)
    {
        if (one.Images.Count > 1)
        {
            return PredictPlanes(CaseReader.ReadImages(one), one.Images[0], probabilities, token);
        }

        using Slide slide = Slide.Open(one.Images[0]);
        bool isPicture = slide.Levels.Count == 1 && slide.Pitch is null && slide.Size.Area <= InMemoryPixels && !_options.SkipsGlass;
        return isPicture
            ? PredictPlanes(PictureChannels.Read(one.Images[0], _model.Configuration.Normalizations.Count), one.Images[0], probabilities, token)
            : PredictSlide(slide, probabilities, token);
    }

    /// <summary>Predicts a picture that is in memory, channels as the model was trained.</summary>
    public PredictedPicture Predict(Planes picture, string? probabilities, CancellationToken token) => PredictPlanes(picture, "picture", probabilities, token);

    /// <summary>Predicts a level of a slide.</summary>
    /// <exception cref="ArgumentException">The slide has no such level.</exception>
    public PredictedPicture PredictSlide(Slide slide, string? probabilities, CancellationToken token)
    {
        if (_options.Level >= slide.Levels.Count)
        {
            throw new ArgumentException($"{Path.GetFileName(slide.Path)} has {slide.Levels.Count} levels, asked for level {_options.Level}");
        }

        RefuseResampling();
        PixelSize size = slide.Levels[_options.Level].Size;
        SlideScaling scaling = SlideScaling.Measure(slide, _options.Level, _model.Configuration, _model.Plans.Intensities, token);
        GlassMap? glass = _options.SkipsGlass ? GlassMap.Find(slide, _options.Level, scaling.Area, token) : null;
        return Whole(new SlideSource(slide, _options.Level, scaling), (size, scaling.Area), glass, probabilities, token);
    }

    public void Dispose() => _network.Dispose();

    private PredictedPicture PredictPlanes(Planes picture, string path, string? probabilities, CancellationToken token)
    {
        if (picture.Channels != _model.Configuration.Normalizations.Count)
        {
            throw new SlideFormatException(path, $"has {picture.Channels} channels, the model wants {_model.Configuration.Normalizations.Count}");
        }

        PreprocessedCase ready = Preprocessing.Run(picture, null, _model.Configuration, _model.Plans.Intensities);
        return ready.Data.Size == ready.Crop.Size
            ? Whole(new PlanesSource(ready.Data), (picture.Size, ready.Crop), null, probabilities, token)
            : Resampled(ready, probabilities, token);
    }

    private PredictedPicture Whole(IWindowSource source, (PixelSize Size, PixelRectangle Area) place, GlassMap? glass, string? file, CancellationToken token)
    {
        using ProbabilityFile? probabilities = file is null ? null : new ProbabilityFile(_model.Description.Labels, place.Size, place.Area.Width);
        var rows = new LogitRows(_model.Description.Labels, place.Size, place.Area, probabilities);
        (int windows, int skipped) = Run(source, glass, rows.Add, token);
        if (glass is not null)
        {
            rows.Clear(glass);
        }

        probabilities?.Save(file!);
        return new PredictedPicture(rows.Labels, windows, skipped);
    }

    // Logits of a resampled picture are brought back to its own size before labels are chosen.
    private PredictedPicture Resampled(PreprocessedCase ready, string? file, CancellationToken token)
    {
        using ProbabilityFile? probabilities = file is null ? null : new ProbabilityFile(_model.Description.Labels, ready.OriginalSize, ready.Crop.Width);
        var logits = new Planes(_network.Heads, ready.Data.Width, ready.Data.Height);
        (int windows, _) = Run(new PlanesSource(ready.Data), null, (top, count, values) =>
        {
            for (int head = 0; head < _network.Heads; head++)
            {
                values.AsSpan(head * count * logits.Width, count * logits.Width).CopyTo(logits.Plane(head)[(top * logits.Width)..]);
            }
        }, token);
        var rows = new LogitRows(_model.Description.Labels, ready.OriginalSize, ready.Crop, probabilities);
        rows.Add(0, ready.Crop.Height, PlaneResize.Linear(logits, ready.Crop.Size).Values);
        probabilities?.Save(file!);
        return new PredictedPicture(rows.Labels, windows, 0);
    }

    private (int Windows, int Skipped) Run(IWindowSource source, GlassMap? glass, Action<int, int, float[]> rows, CancellationToken token)
    {
        var padded = new PaddedSource(source, Window);
        PixelRectangle picture = padded.Picture;
        using var sliding = new SlidingPrediction(padded, _network, new SlidingOptions(Window, _options.Step, _options.IsExact, _network.Workers));
        return sliding.Run(
            at => glass is null || glass.HasTissue(at.Intersect(picture) is var seen ? seen with { X = seen.X - picture.X, Y = seen.Y - picture.Y } : default),
            (top, count, logits) => PaddingCut.Apply(padded, (top, count), logits, rows),
            token);
    }

    // About three copies of the finest stage's outputs live at once.
    private static long WindowBytes(SegmentationModel model) =>
        checked(12L * model.Configuration.Network.Features[0] * model.Configuration.PatchSize[0] * model.Configuration.PatchSize[1]);

    private void RefuseResampling()
    {
        if (_model.Configuration.Spacing.Any(side => side != 1))
        {
            throw new InvalidDataException($"the plans resample to a spacing of {_model.Configuration.Spacing[1]}; pictures above {InMemoryPixels >> 20} megapixels cannot be resampled, predict a smaller level");
        }
    }
}
