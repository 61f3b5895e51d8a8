namespace Marrow.Cli;

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For machines.</summary>
    Json,
}
