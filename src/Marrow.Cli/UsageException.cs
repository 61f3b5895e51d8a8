namespace Marrow.Cli;

/// <summary>A value on the command line or in a settings file that cannot be used; the message is one sentence.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Builds a settings record; what its initializers refuse becomes one sentence for the user.</summary>
    public static T Check<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (ArgumentException refusal)
        {
            string sentence = refusal.Message.Split(" (Parameter '")[0];
            throw new UsageException(sentence, refusal);
        }
    }
}
