using System.Globalization;
using Istio.Core.Time;
using Istio.Core.Values;

namespace Istiod.Authority;

/// <summary>Reads typed values out of the environment; an empty variable counts as not set, as in Istio.</summary>
internal sealed class Variables(Func<string, string?> read)
{
    public string Text(string name, string fallback) => read(name) is { Length: > 0 } text ? text : fallback;

    public TimeSpan Duration(string name, TimeSpan fallback) => Text(name, "") is not { Length: > 0 } text ? fallback
        : GoDuration.TryParse(text, out TimeSpan duration) ? duration
        : throw Unreadable(name, text, "a duration such as 24h or 90s");

    public int Number(string name, int fallback) => Text(name, "") is not { Length: > 0 } text ? fallback
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : throw Unreadable(name, text, "a whole number");

    public bool Switch(string name, bool fallback) => Text(name, "").ToLowerInvariant() switch
    {
        "" => fallback,
        "true" or "1" or "t" => true,
        "false" or "0" or "f" => false,
        string text => throw Unreadable(name, text, "true or false"),
    };

    public ValueList<string> List(string name) =>
        Text(name, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToValueList();

    private static FormatException Unreadable(string name, string text, string expected) =>
        new($"environment variable {name} is '{text}', expected {expected}");
}
