using System.Buffers;
using System.Globalization;

namespace Istio.Core.Time;

/// <summary>
/// Spans of time as Istio's flags, variables and configuration write them: Go's form, a signed sequence of decimal numbers with units,
/// such as <c>300ms</c>, <c>-1.5h</c> or <c>2h45m</c>. Units are ns, us (or µs), ms, s, m, h.
/// </summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads Go's form. Parts below 100 ns are cut; what exceeds <see cref="TimeSpan"/> does not parse.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var isNegative = text is ['-', ..];
        var rest = text is ['-' or '+', ..] ? text[1..] : text;
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = LengthOfNumber(rest);
            var unit = LengthOfUnit(rest[digits..]);
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || TicksOf(rest.Slice(digits, unit)) is not { } ticksEach
                || (ticks += number * ticksEach) > long.MaxValue)
            {
                return false;
            }

            rest = rest[(digits + unit)..];
        }

        duration = new TimeSpan((long)(isNegative ? -ticks : ticks));
        return !text.TrimStart("+-").IsEmpty;
    }

    /// <summary>Writes Go's form, for example <c>2160h0m0s</c>, <c>1.5s</c>, <c>100ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var sign = duration < TimeSpan.Zero ? "-" : "";
        var ticks = Math.Abs((decimal)duration.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
        {
            return sign + (ticks < TimeSpan.TicksPerMillisecond ? Trim(ticks / TimeSpan.TicksPerMicrosecond) + "µs" : Trim(ticks / TimeSpan.TicksPerMillisecond) + "ms");
        }

        var hours = (long)(ticks / TimeSpan.TicksPerHour);
        var minutes = (long)(ticks / TimeSpan.TicksPerMinute) % 60;
        var seconds = Trim(ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond) + "s";
        return hours > 0 ? $"{sign}{hours}h{minutes}m{seconds}" : minutes > 0 ? $"{sign}{minutes}m{seconds}" : sign + seconds;
    }

    private static int LengthOfNumber(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(NumberCharacters);
        // 18 digits keep the product with the largest unit inside a decimal.
        return end < 0 ? 0 : Math.Min(end, 18);
    }

    private static int LengthOfUnit(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(NumberCharacters);
        return end < 0 ? text.Length : end;
    }

    private static decimal? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => null,
    };

    private static string Trim(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
}
