using System.Globalization;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Every epoch of a run, written as <c>metrics.csv</c> and <c>progress.png</c>. Holds no times, so that a resumed run writes the same bytes.</summary>
public sealed class TrainingHistory
{
    private readonly List<EpochRecord> epochs = [];

    /// <param name="classes">Names of the foreground classes or regions, in the order of the pseudo-Dice values.</param>
    public TrainingHistory(IReadOnlyList<string> classes) => Classes = classes;

    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>True where the last epoch has a higher moving Dice than all before; of equals the first stays best.</summary>
    public bool IsLastBest => epochs.Count > 0 && epochs.SkipLast(1).All(epoch => epoch.MovingDice < epochs[^1].MovingDice);

    public void Add(EpochRecord epoch) => epochs.Add(epoch);

    /// <summary>Writes both files into a run folder, each whole or not at all.</summary>
    public void Write(string folder)
    {
        WholeFile.WriteText(Path.Combine(folder, "metrics.csv"), ToCsv());
        WholeFile.Write(Path.Combine(folder, "progress.png"), stream => stream.Write(Svg.ToPng(ToSvg(), 1.5)));
    }

    /// <summary>One row an epoch; numbers round-trip.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("epoch,learning_rate,train_loss,validation_loss,moving_dice");
        foreach (string name in Classes)
        {
            text.Append(CultureInfo.InvariantCulture, $",dice_{name.Replace(',', '_').Replace('"', '_')}");
        }

        text.Append('\n');
        foreach (EpochRecord epoch in epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainingLoss:R},{epoch.ValidationLoss:R},{epoch.MovingDice:R}");
            foreach (double? dice in epoch.PseudoDice)
            {
                text.Append(CultureInfo.InvariantCulture, $",{dice:R}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Losses, Dice and learning rate against the epoch.</summary>
    public string ToSvg()
    {
        LineChart losses = new()
        {
            Title = "Loss",
            X = new Axis("epoch"),
            Y = new Axis("Dice and cross-entropy"),
            Series = [Curve("training", 0, epoch => epoch.TrainingLoss), Curve("validation", 1, epoch => epoch.ValidationLoss)],
        };
        LineChart dice = new()
        {
            Title = "Dice on validation patches",
            X = new Axis("epoch"),
            Y = new Axis("Dice"),
            Series =
            [
                .. Classes.Select((name, i) => Curve(name, i + 1, epoch => epoch.PseudoDice[i] ?? double.NaN)),
                Curve("moving mean", 0, epoch => epoch.MovingDice),
            ],
        };
        LineChart rate = new()
        {
            Title = "Learning rate",
            X = new Axis("epoch"),
            Y = new Axis("learning rate"),
            Series = [Curve("rate", 0, epoch => epoch.LearningRate)],
        };
        return new Figure { Panels = [losses, dice, rate], Columns = 3, PanelWidth = 420, PanelHeight = 300 }.ToSvg();
    }

    private PointSeries Curve(string name, int color, Func<EpochRecord, double> value) =>
        new(name, ChartColors.Series(color), [.. epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))]);
}
