using System.Diagnostics;

namespace Marrow.Hematology;

/// <summary>Results cannot be written: disk full, folder missing or not writable, or in use by another run.</summary>
public sealed class ResultFolderException(string path, string problem, Exception? cause = null) : IOException($"{StudyFolder.Shown(path)}: {problem}", cause)
{
    /// <summary>Runs something that writes; what the disk refuses becomes one sentence.</summary>
    internal static void Guard(string path, Action write) => Guard(path, () =>
    {
        write();
        return true;
    });

    /// <inheritdoc cref="Guard(string, Action)"/>
    internal static T Guard<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Of(path, failure);
        }
    }

    internal static ResultFolderException Of(string path, Exception failure) =>
        new(path, $"cannot be written ({failure.Message.ReplaceLineEndings(" ").Split(" (Parameter '")[0].Split(" : '")[0].TrimEnd('.')})", failure);

    /// <summary>True where the disk said no. A file beyond the largest size of the file system or the process comes as an argument out of range from within System.IO.</summary>
    internal static bool IsRefusal(Exception failure) => failure switch
    {
        ResultFolderException => false,
        IOException or UnauthorizedAccessException => true,
        ArgumentOutOfRangeException => ThrownBy(failure, typeof(RandomAccess)),
        _ => false,
    };

    private static bool ThrownBy(Exception failure, Type type) =>
        new StackTrace(failure).GetFrames().Any(frame => DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName == type.FullName);
}
