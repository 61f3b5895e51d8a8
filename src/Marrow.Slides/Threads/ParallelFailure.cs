using System.Runtime.ExceptionServices;

namespace Marrow.Slides;

/// <summary>What fails in a parallel loop comes bundled; a caller of a method wants the failure itself.</summary>
public static class ParallelFailure
{
    /// <summary>Runs something; a bundle of failures is thrown as its first one, the most telling kind before the others.</summary>
    public static T Unbundle<T>(Func<T> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return run();
        }
        catch (AggregateException bundle)
        {
            Exception first = bundle.Flatten().InnerExceptions
                .OrderBy(failure => failure switch { OperationCanceledException => 2, SlideFormatException or IOException => 1, _ => 0 })
                .ThenBy(failure => failure.Message, StringComparer.Ordinal)
                .First();
            ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }
}
