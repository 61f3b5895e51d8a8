using System.CommandLine;

namespace Marrow.Cli;

/// <summary>The verb <c>segment</c>: nnU-Net's method, one subcommand a step.</summary>
internal static class SegmentCommand
{
    public static Command Create() => new("segment", "Plan, train, predict and evaluate two-dimensional nnU-Net models.")
    {
        SegmentPairsCommand.Create(),
        SegmentCheckCommand.Create(),
        SegmentPlanCommand.Create(),
        SegmentTrainCommand.Create(),
        SegmentModelCommands.Import(),
        SegmentModelCommands.Export(),
        SegmentPredictCommand.Create(),
        SegmentAgreementCommand.Create(),
        SegmentEnsembleCommand.Create(),
        SegmentEvaluateCommand.Create(),
        SegmentBestCommand.Create(),
        SegmentPostprocessCommand.Create(),
    };
}
