using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>What is done on threads of its own while a slide is analysed; waits for all of it at the end.</summary>
internal sealed class WorkBeside : IDisposable
{
    private readonly CancellationToken token;
    private readonly Task<InputHash> hashing;
    private Task? readying;

    /// <param name="known">The input's hash where it is known already.</param>
    public WorkBeside(string path, InputHash? known, CancellationToken token)
    {
        this.token = token;
        hashing = known is null ? OwnThread.Run(() => InputHash.Of(path, token), token) : Task.FromResult(known);
    }

    public InputHash Hash => hashing.GetAwaiter().GetResult();

    /// <summary>Loads what figures are drawn with, where that was not begun yet.</summary>
    public void ReadyFigures() => readying ??= OwnThread.Run(Svg.Prepare, token);

    public void Dispose()
    {
        ((IAsyncResult)hashing).AsyncWaitHandle.WaitOne();
        ((IAsyncResult?)readying)?.AsyncWaitHandle.WaitOne();
    }
}
