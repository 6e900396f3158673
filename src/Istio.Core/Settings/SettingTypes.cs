using System.Globalization;
using Istio.Core.Time;
using Istio.Core.Values;

namespace Istio.Core.Settings;

/// <summary>The types of settings that several programs have.</summary>
public static class SettingTypes
{
    /// <summary>An empty variable counts as not set.</summary>
    public static SettingType<string> Text { get; } = new("a text", AnyText);

    /// <summary>As Go's <c>ParseBool</c>, in any case.</summary>
    public static SettingType<bool> Switch { get; } = new("true or false", TryParseSwitch, FormatSwitch);

    /// <summary>Any whole number of 32 bits.</summary>
    public static SettingType<int> Number { get; } = NumberFrom(int.MinValue, int.MaxValue, "a whole number");

    /// <summary>Go's form; may be negative.</summary>
    public static SettingType<TimeSpan> Duration { get; } = new("a duration such as 24h or 90s", TryParseDuration, FormatDuration);

    /// <summary>Separated by commas; spaces around an item and empty items do not count.</summary>
    public static SettingType<ValueList<string>> List { get; } = new("names separated by commas", TryParseList, static items => string.Join(',', items));

    public static SettingType<int> NumberFrom(int minimum, int maximum, string expected) => new(
        expected,
        (string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= minimum && number <= maximum,
        static number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same type for a setting whose default is nothing.</summary>
    public static SettingType<T?> Optional<T>(SettingType<T> type)
        where T : struct => new(
        type.Expected,
        (string text, out T? value) =>
        {
            var isGood = type.TryParse(text, out var read);
            value = isGood ? read : null;
            return isGood;
        },
        value => value is { } present ? type.Format(present) : "");

    /// <summary>Go's form without the units that are zero, for example <c>24h</c>.</summary>
    public static string FormatDuration(TimeSpan duration)
    {
        var text = GoDuration.Format(duration);
        text = text.EndsWith("m0s", StringComparison.Ordinal) ? text[..^2] : text;
        return text.EndsWith("h0m", StringComparison.Ordinal) ? text[..^2] : text;
    }

    public static string FormatSwitch(bool value) => value ? "true" : "false";

    private static bool AnyText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryParseSwitch(string text, out bool value)
    {
        bool? read = text.ToLowerInvariant() switch
        {
            "true" or "1" or "t" => true,
            "false" or "0" or "f" => false,
            _ => null,
        };
        value = read ?? false;
        return read is not null;
    }

    private static bool TryParseDuration(string text, out TimeSpan duration) => GoDuration.TryParse(text, out duration);

    private static bool TryParseList(string text, out ValueList<string> items)
    {
        items = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToValueList();
        return true;
    }
}
