using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace Marrow.Cli;

/// <summary>
/// Judges the values of options before the parser's own conversion is believed: it takes the comma of 0,25 for a separator of thousands
/// (and reads 25), and any whole number for a member of an enumeration.
/// </summary>
internal static class OptionValues
{
    /// <returns>A sentence for each value that its option or argument cannot use.</returns>
    public static IEnumerable<string> Refusals(ParseResult parse) => Given(parse.RootCommandResult).SelectMany(given => given switch
    {
        OptionResult option => option.Tokens.Select(token => Refusal(option.Option, token.Value)).OfType<string>(),

        // A shell's variable that is not set, most often.
        ArgumentResult argument => argument.Tokens.Where(token => token.Value.Length == 0).Select(_ => $"<{argument.Argument.Name}> is empty"),
        _ => [],
    }).Distinct();

    /// <returns>A sentence for each argument that looks like an option and is none; it would count as an input.</returns>
    public static IEnumerable<string> UnknownOptions(ParseResult parse) => Given(parse.RootCommandResult).SelectMany(given => given is ArgumentResult argument
        ? argument.Tokens.Where(token => token.Value.StartsWith('-') && !Path.Exists(token.Value)).Select(token => $"unknown option '{token.Value}'")
        : []).Distinct();

    private static IEnumerable<SymbolResult> Given(CommandResult command) =>
        command.Children.SelectMany(child => child is CommandResult below ? Given(below) : [child]);

    private static string? Refusal(Option option, string text) =>
        Wanted(option, text) is { } wanted ? $"{option.Name} takes {wanted}, got '{text}'" : null;

    private static Type Kind(Type type) => Nullable.GetUnderlyingType(type) ?? (type.IsArray ? type.GetElementType()! : type);

    /// <summary>What the option takes, in words, where the text is not that; else null.</summary>
    private static string? Wanted(Option option, string text)
    {
        Type kind = Kind(option.ValueType);
        if (option is WordOption { Words: var words })
        {
            return words.Contains(text) ? null : string.Join(" or ", words);
        }

        if (kind == typeof(string))
        {
            return text.Length == 0 ? "a value" : null;
        }

        if (kind == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? null : "a number";
        }

        if (kind == typeof(int) || kind == typeof(long) || kind == typeof(ulong))
        {
            return IsWhole(kind, text) ? null : "a whole number";
        }

        return kind.IsEnum && !Enum.GetNames(kind).Contains(text, StringComparer.OrdinalIgnoreCase)
            ? string.Join(" or ", Enum.GetNames(kind).Select(JsonNamingPolicy.CamelCase.ConvertName))
            : null;
    }

    private static bool IsWhole(Type kind, string text) =>
        kind == typeof(int) ? int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        : kind == typeof(long) ? long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        : ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
}
