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
    // Larger pictures are read in rows, unless they have to be resampled or the reference's order is asked for.
    private const long InMemoryPixels = 4L << 20, MostInMemoryPixels = 16L << 20;

    private readonly SegmentationModel _model;
    private readonly PredictionOptions _options;
    private readonly TorchWindowNetwork _network;
    private readonly FloatArrays _arrays = new();

    /// <summary>Loads the networks of some folds.</summary>
    /// <param name="folds">At least one; their predictions are averaged.</param>
    /// <exception cref="CheckpointException">A checkpoint is damaged or does not fit the plans.</exception>
    public SegmentationPredictor(SegmentationModel model, IReadOnlyList<string> folds, PredictionOptions options)
    {
        bool keepsLabels = !options.HeedsAgreement || model.KeepsLabelsInHalf(options.UsesMatrixUnit && HalfInference.HasMatrixUnit);
        (_model, _options) = (model, options with { UsesHalf = options.UsesHalf && keepsLabels });
        _network = new TorchWindowNetwork(folds.Select(model.Load), _options, Window, WindowBytes(model));
        HoldsHalfBack = options.UsesHalf && !_options.UsesHalf && _network is { Arithmetic: PredictionArithmetic.Single, FitsHalf: true };
        // What loading took beyond the networks themselves goes back before windows need room.
        TorchLibrary.Trim();
    }

    /// <summary>What the networks are computed with: depends on the options, the processor and the network.</summary>
    public PredictionArithmetic Arithmetic => _network.Arithmetic;

    /// <summary>Whether 16-bit floats would fit processor and network, but the model's card does not say that they keep its labels.</summary>
    public bool HoldsHalfBack { get; }

    /// <summary>What of wide pictures waits in memory, and where the rest does.</summary>
    internal SpillLimit Spill { get; init; } = SpillLimit.In(Path.GetTempPath());

    private bool IsResampled => _model.Configuration.Spacing.Any(side => side != 1);

    private PixelSize Window => new(_model.Configuration.PatchSize[1], _model.Configuration.PatchSize[0]);

    /// <summary>Predicts a case: one picture file or slide, or one file for each channel.</summary>
    /// <param name="labels">Gets the rows of labels as they are finished.</param>
    /// <param name="probabilities">Where probabilities go as <c>.npz</c>, or null.</param>
    /// <exception cref="SlideFormatException">A picture is damaged or has other channels than the model wants.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public PredictedWindows Predict(DataSetCase one, ILabelSink labels, string? probabilities, CancellationToken token)
    {
        string first = one.Images[0];
        int channels = _model.Configuration.Normalizations.Count;
        if (one.Images.Count > 1)
        {
            return _options.SkipsGlass
                ? throw new SlideFormatException(first, $"is one channel of {one.Images.Count}, and glass is known by its colour; predict without skipping it")
                : PredictPlanes(CaseReader.ReadImages(one, channels), (first, null), (labels, probabilities), token);
        }

        if (PictureFile.SizeOfSamplesAlone(first) is not null)
        {
            return _options.SkipsGlass
                ? throw new SlideFormatException(first, "has samples that are no colours, and glass is known by its colour; predict without skipping it")
                : PredictPlanes(CaseReader.ReadImages(one, channels), (first, null), (labels, probabilities), token);
        }

        using Slide slide = Slide.Open(first);
        bool isPicture = slide.Levels.Count == 1 && slide.Pitch is null && slide.Size.Area <= (_options.IsExact || IsResampled ? MostInMemoryPixels : InMemoryPixels) && _options.Level == 0;
        return isPicture
            ? PredictPlanes(PictureChannels.Read(first, channels), (first, slide), (labels, probabilities), token)
            : PredictSlide(slide, labels, probabilities, token);
    }

    /// <summary>Predicts a case and keeps its labels in memory.</summary>
    public PredictedPicture Predict(DataSetCase one, string? probabilities, CancellationToken token) => Kept(labels => Predict(one, labels, probabilities, token));

    /// <summary>Predicts a picture that is in memory, channels as the model was trained.</summary>
    public PredictedPicture Predict(Planes picture, string? probabilities, CancellationToken token) =>
        Kept(labels => PredictPlanes(picture, ("picture", null), (labels, probabilities), token));

    /// <summary>Predicts a level of a slide.</summary>
    /// <exception cref="ArgumentException">The slide has no such level.</exception>
    public PredictedWindows PredictSlide(Slide slide, ILabelSink labels, string? probabilities, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(slide);
        if (_options.Level >= slide.Levels.Count)
        {
            throw new SlideFormatException(slide.Path, $"has {slide.Levels.Count} levels, asked for level {_options.Level}");
        }

        RefuseResampling();
        PixelSize size = slide.Levels[_options.Level].Size;
        var rows = new SlideRows(slide, _options.Level, _model.Configuration.Normalizations.Count);
        SlideScaling scaling = SlideScaling.Measure(rows, _model.Configuration, _model.Plans.Intensities, token);
        GlassMap? glass = _options.SkipsGlass ? GlassMap.Find(slide, _options.Level, scaling.Area, token) : null;
        using var source = new SlideSource(rows, scaling, Window.Height, Spill.Share(2));
        return Whole(source, (size, scaling.Area, glass), (labels, probabilities), token);
    }

    public void Dispose() => _network.Dispose();

    private static PredictedPicture Kept(Func<ILabelSink, PredictedWindows> predict)
    {
        var labels = new LabelRaster();
        PredictedWindows windows = predict(labels);
        return new PredictedPicture(labels.Labels, windows.Windows, windows.SkippedWindows);
    }

    private PredictedWindows PredictPlanes(Planes picture, (string Path, Slide? Slide) origin, (ILabelSink Labels, string? Probabilities) target, CancellationToken token)
    {
        if (picture.Channels != _model.Configuration.Normalizations.Count)
        {
            throw new SlideFormatException(origin.Path, $"has {picture.Channels} channels, the model wants {_model.Configuration.Normalizations.Count}");
        }

        PreprocessedCase ready = Prepared(picture, origin.Path);
        if (ready.Data.Size != ready.Crop.Size)
        {
            return _options.SkipsGlass
                ? throw new SlideFormatException(origin.Path, "is resampled by this model's plans, so that its glass cannot be skipped")
                : Resampled(ready, target, token);
        }

        GlassMap? glass = _options.SkipsGlass && origin.Slide is { } slide ? GlassMap.Find(slide, 0, ready.Crop, token) : null;
        return Whole(new PlanesSource(ready.Data), (picture.Size, ready.Crop, glass), target, token);
    }

    // What one picture holds is no fault of the others in its batch.
    private PreprocessedCase Prepared(Planes picture, string path)
    {
        try
        {
            return Preprocessing.Run(picture, null, _model.Configuration, _model.Plans.Intensities);
        }
        catch (InvalidDataException trouble)
        {
            throw new SlideFormatException(path, trouble.Message, trouble);
        }
    }

    private PredictedWindows Whole(
        IWindowSource source, (PixelSize Size, PixelRectangle Area, GlassMap? Glass) place, (ILabelSink Labels, string? Probabilities) target, CancellationToken token)
    {
        using ProbabilityFile? probabilities = Probabilities(target.Probabilities, place.Size);
        using var rows = new LogitRows(_model.Description.Labels, place.Size, place.Area, target.Labels) { Probabilities = probabilities, Glass = place.Glass, Spill = Spill.Share(8) };
        (int windows, int skipped) = Run(source, place.Glass, rows.Add, token);
        rows.End();
        probabilities?.Save();
        return new PredictedWindows(place.Size, windows, skipped);
    }

    // Logits of a resampled picture are brought back to its own size before labels are chosen.
    private PredictedWindows Resampled(PreprocessedCase ready, (ILabelSink Labels, string? Probabilities) target, CancellationToken token)
    {
        using ProbabilityFile? probabilities = Probabilities(target.Probabilities, ready.OriginalSize);
        var logits = new Planes(_network.Heads, ready.Data.Width, ready.Data.Height);
        (int windows, _) = Run(new PlanesSource(ready.Data), null, (part, values) =>
        {
            for (int row = 0; row < _network.Heads * part.Height; row++)
            {
                (int head, int y) = (row / part.Height, part.Y + (row % part.Height));
                values.AsSpan(row * part.Width, part.Width).CopyTo(logits.Plane(head)[((y * logits.Width) + part.X)..]);
            }
        }, token);
        using var rows = new LogitRows(_model.Description.Labels, ready.OriginalSize, ready.Crop, target.Labels) { Probabilities = probabilities };
        float[] own = PlaneResize.Linear(logits, ready.Crop.Size).Values;
        if (_options.IsExact)
        {
            // The reference's arrays of logits have 16 bits on either side of resampling.
            HalfPrecision.Round(own);
        }

        rows.Add(new PixelRectangle(0, 0, ready.Crop.Width, ready.Crop.Height), own);
        rows.End();
        probabilities?.Save();
        return new PredictedWindows(ready.OriginalSize, windows, 0);
    }

    private ProbabilityFile? Probabilities(string? file, PixelSize size) =>
        file is null ? null : new ProbabilityFile(file, _model.Description.Labels, size);

    private (int Windows, int Skipped) Run(IWindowSource source, GlassMap? glass, Action<PixelRectangle, float[]> parts, CancellationToken token)
    {
        var padded = new PaddedSource(source, Window);
        PixelRectangle picture = padded.Picture;
        using var sliding = new SlidingPrediction(padded, _network, new SlidingOptions(Window, _options.Step, _options.IsExact, _network.Workers) { Arrays = _arrays, Spill = Spill });
        return sliding.Run(
            at => glass is null || glass.HasTissue(at.Intersect(picture) is var seen ? seen with { X = seen.X - picture.X, Y = seen.Y - picture.Y } : default),
            (part, logits) => PaddingCut.Apply(padded, part, logits, parts),
            token);
    }

    // About three copies of the finest stage's outputs live at once.
    private static long WindowBytes(SegmentationModel model) =>
        checked(12L * model.Configuration.Network.Features[0] * model.Configuration.PatchSize[0] * model.Configuration.PatchSize[1]);

    private void RefuseResampling()
    {
        if (IsResampled)
        {
            throw new InvalidDataException($"the plans resample to a spacing of {_model.Configuration.Spacing[1]}; pictures above {MostInMemoryPixels >> 20} megapixels cannot be resampled, predict a smaller level");
        }
    }
}
