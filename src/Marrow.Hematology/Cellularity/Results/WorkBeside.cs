using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>What is done on threads of its own while a slide is analysed; waits for all of it at the end.</summary>
internal sealed class WorkBeside : IDisposable
{
    private readonly CancellationToken token;
    private readonly Task<InputHash> hashing;
    private readonly Task? rehearsing;
    private Task? readying;

    /// <param name="known">The input's hash where it is known already.</param>
    /// <param name="rehearses">True where a picture that is decoded from top to bottom leaves a processor free, which gets ready for the end.</param>
    public WorkBeside(string path, InputHash? known, bool rehearses, CancellationToken token)
    {
        this.token = token;
        rehearsing = rehearses ? OwnThread.Run(Rehearsal.Run, token) : null;
        hashing = known is null ? OwnThread.Run(() => InputHash.Of(path, token), token) : Task.FromResult(known);
    }

    public InputHash Hash => hashing.GetAwaiter().GetResult();

    /// <summary>Loads what figures are drawn with, where that was not begun yet.</summary>
    public void ReadyFigures() => readying ??= OwnThread.Run(Svg.Prepare, token);

    public void EndRehearsal() => rehearsing?.GetAwaiter().GetResult();

    public void Dispose()
    {
        foreach (Task? task in new[] { hashing, readying, rehearsing })
        {
            ((IAsyncResult?)task)?.AsyncWaitHandle.WaitOne();
        }
    }
}
