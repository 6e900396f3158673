using System.Buffers;
using System.Globalization;

namespace Ztunnel.Settings;

/// <summary>
/// Durations as ztunnel's environment writes them: a sum of numbers with units, for example <c>5m</c>, <c>1h 30m</c>, <c>250ms</c>.
/// </summary>
internal static class HumanDuration
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>False for an empty text, an unknown unit, a number without a unit, or more than <see cref="TimeSpan"/> holds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !ulong.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..].TrimStart();
            var letters = rest.IndexOfAnyExcept(Letters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (!TryUnit(unit, out var unitTicks))
            {
                return false;
            }

            ticks += number * unitTicks;
            rest = rest[unit.Length..].TrimStart();
        }

        if (ticks > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<char> unit, out decimal ticks)
    {
        ticks = unit switch
        {
            "ns" or "nsec" or "nanos" => 1m / TimeSpan.NanosecondsPerTick,
            "us" or "usec" or "micros" => TimeSpan.TicksPerMicrosecond,
            "ms" or "msec" or "millis" => TimeSpan.TicksPerMillisecond,
            "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            "w" or "week" or "weeks" => 7 * TimeSpan.TicksPerDay,
            _ => 0,
        };
        return ticks > 0;
    }
}
