using System.Globalization;
using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>The types of ztunnel's variables. An empty text is a value, an empty number, duration or switch counts as not set, as in Istio's ztunnel.</summary>
internal static class VariableTypes
{
    public static SettingType<string> Text { get; } = new("a text", SettingTypes.Text.TryParse) { AcceptsEmpty = true };

    /// <summary>Null while it is not set.</summary>
    public static SettingType<string?> OptionalText { get; } = new("a text", static (string text, out string? value) => (value = text) is not null) { AcceptsEmpty = true };

    /// <summary>In small letters alone.</summary>
    public static SettingType<bool> Switch { get; } = new("true or false", TryParseSwitch, SettingTypes.FormatSwitch);

    public static SettingType<TimeSpan> Duration { get; } = new("a duration such as 10s or 5m", HumanDuration.TryParse, SettingTypes.FormatDuration);

    public static SettingType<ProxyMode?> Mode { get; } = new("dedicated or standalone", TryParseMode);

    public static SettingType<ServedWorkload?> Workload { get; } = new("namespace/name/serviceaccount", ServedWorkload.TryParse) { AcceptsEmpty = true };

    /// <summary>True for JSON.</summary>
    public static SettingType<bool> LogFormat { get; } = new("plain or json", TryParseLogFormat, static isJson => isJson ? "json" : "plain");

    /// <summary>Digits alone, without a sign.</summary>
    public static SettingType<int> Number(int minimum, int maximum) => new(
        $"a number from {minimum} to {maximum}",
        (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= minimum && number <= maximum,
        static number => number.ToString(CultureInfo.InvariantCulture));

    private static bool TryParseSwitch(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }

    // Shared mode is known and has no value, for it is not there yet.
    private static bool TryParseMode(string text, out ProxyMode? mode)
    {
        mode = text switch
        {
            "dedicated" => ProxyMode.Dedicated,
            "standalone" => ProxyMode.Standalone,
            _ => null,
        };
        return mode is not null || text == "shared";
    }

    private static bool TryParseLogFormat(string text, out bool isJson)
    {
        isJson = text == "json";
        return isJson || text == "plain";
    }
}
