using Marrow.Imaging;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Predicts pictures with the fast kernels and exactly, and counts the pixels that get the same label.</summary>
public static class AgreementMeasurement
{
    /// <param name="cases">At least one; their labels are kept in memory, a byte a pixel.</param>
    /// <param name="options">Of the fast prediction; the exact one differs in its arithmetic alone.</param>
    /// <remarks>Where values pass the range of 16-bit floats, no label counts as kept.</remarks>
    /// <exception cref="Slides.SlideFormatException">A picture cannot be read.</exception>
    public static KernelAgreement Of(SegmentationModel model, IReadOnlyList<DataSetCase> cases, PredictionOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentOutOfRangeException.ThrowIfZero(cases.Count);
        (PredictionArithmetic arithmetic, Raster<byte>[]? fast) = Predict(model, cases, options with { IsExact = false }, token);
        Raster<byte>[] exact = Predict(model, cases, options with { IsExact = true }, token).Labels!;
        long[] same = [.. exact.Select((labels, i) => fast is null ? 0 : Same(fast[i].Samples, labels.Samples))];
        long pixels = exact.Sum(labels => labels.Size.Area);
        return new KernelAgreement
        {
            Arithmetic = arithmetic,
            HasMirroring = options.HasMirroring,
            Pictures = cases.Count,
            Pixels = pixels,
            Share = (double)same.Sum() / pixels,
            WorstShare = same.Zip(exact, (count, labels) => (double)count / labels.Size.Area).Min(),
        };
    }

    /// <summary>Measures and writes the result into the model's card.</summary>
    /// <exception cref="InvalidDataException">The model has no card.</exception>
    public static KernelAgreement Record(SegmentationModel model, IReadOnlyList<DataSetCase> cases, PredictionOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCard card = ModelCard.Read(model.FolderPath)
            ?? throw new InvalidDataException($"{Path.GetFileName(model.FolderPath)}: has no card to write into; take the model in with marrow segment import");
        KernelAgreement agreement = Of(model, cases, options, token);
        (card with { Agreement = agreement }).Write(model.FolderPath);
        return agreement;
    }

    // One after the other: two networks at once would take twice the memory. What an earlier measurement said does not matter here.
    private static (PredictionArithmetic Arithmetic, Raster<byte>[]? Labels) Predict(SegmentationModel model, IReadOnlyList<DataSetCase> cases, PredictionOptions options, CancellationToken token)
    {
        using var predictor = new SegmentationPredictor(model, model.FoldsToJoin, options with { HeedsAgreement = false });
        try
        {
            return (predictor.Arithmetic, [.. cases.Select(one => predictor.Predict(one, null, token).Labels)]);
        }
        catch (TorchException) when (predictor.Arithmetic is PredictionArithmetic.Half or PredictionArithmetic.Matrix)
        {
            return (predictor.Arithmetic, null);
        }
    }

    private static long Same(byte[] left, byte[] right)
    {
        long same = 0;
        for (int i = 0; i < left.Length; i++)
        {
            same += left[i] == right[i] ? 1 : 0;
        }

        return same;
    }
}
