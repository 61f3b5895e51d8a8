using System.Text;

namespace Marrow.Cli;

/// <summary>
/// Standard output, whose failures (closed, disk full) say that it was standard output, or standard error, which is dispensable:
/// that nobody hears a complaint changes neither the work nor the exit code.
/// </summary>
internal sealed class StandardText : TextWriter
{
    private readonly Lazy<StreamWriter> _writer;
    private readonly bool _isDispensable;

    public StandardText(Func<Stream> open, bool isDispensable)
    {
        _writer = new(() => new StreamWriter(open(), Encoding) { AutoFlush = true });
        _isDispensable = isDispensable;
    }

    public override Encoding Encoding { get; } = Console.OutputEncoding;

    public override void Write(char value) => Try(writer => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(writer => writer.Write(buffer, index, count));

    public override void Write(string? value) => Try(writer => writer.Write(value));

    public override void WriteLine(string? value) => Try(writer => writer.WriteLine(value));

    public override void Flush() => Try(writer => writer.Flush());

    private void Try(Action<StreamWriter> write)
    {
        try
        {
            write(_writer.Value);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isDispensable)
            {
                throw new IOException($"standard output: {failure.Message}", failure);
            }
        }
    }
}
