using System.Collections;
using System.Globalization;
using Istio.Core.Values;

namespace Ztunnel.Settings;

/// <summary>The environment as typed values; a value of the wrong shape names its variable.</summary>
internal sealed class EnvironmentVariables(IReadOnlyDictionary<string, string> variables)
{
    /// <summary>The environment of this process: the one place that reads it.</summary>
    public static EnvironmentVariables OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string)entry.Value!;
        }

        return new(variables);
    }

    /// <summary>Null when unset; an empty value is a value.</summary>
    public string? Text(string name) => variables.GetValueOrDefault(name);

    public bool? Boolean(string name) => Text(name) switch
    {
        null or "" => null,
        "true" => true,
        "false" => false,
        var text => throw Wrong(name, text, "true or false"),
    };

    public int? Number(string name, int minimum, int maximum) => Text(name) switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum => number,
        var text => throw Wrong(name, text, $"a number from {minimum} to {maximum}"),
    };

    public TimeSpan? Duration(string name) => Text(name) switch
    {
        null or "" => null,
        var text when HumanDuration.TryParse(text, out var duration) => duration,
        var text => throw Wrong(name, text, "a duration such as 10s or 5m"),
    };

    /// <summary>All variables whose name begins with a prefix, without it.</summary>
    public IEnumerable<KeyValuePair<string, string>> WithPrefix(string prefix) => variables
        .Where(variable => variable.Key.Length > prefix.Length && variable.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(variable => KeyValuePair.Create(variable.Key[prefix.Length..], variable.Value))
        .OrderBy(variable => variable.Key, StringComparer.Ordinal);

    public ValueMap<string, string> Map(string prefix) => WithPrefix(prefix).ToValueMap();

    public static SettingsException Wrong(string name, string text, string expected) =>
        new($"{name}=\"{text}\": expected {expected}");
}
