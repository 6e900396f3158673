using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Istio.Core.Logging;

/// <summary>
/// Levels by scope, set with Istio's <c>scope:level,...</c> or ztunnel's <c>level,scope=level,...</c>. A level without a scope, or for
/// <c>default</c> or <c>all</c>, is that of every scope that is not named.
/// </summary>
public static class LogLevels
{
    private static readonly ConcurrentDictionary<string, LogLevel> Named = new(StringComparer.Ordinal);
    private static LogLevel _default = LogLevel.Info;

    /// <summary>Applies a specification to known and future scopes; nothing changes when a part of it is wrong.</summary>
    public static bool TrySet(string specification, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(specification);
        var parsed = new List<(string Scope, LogLevel Level)>();
        foreach (var part in specification.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = part.LastIndexOfAny([':', '=']);
            var scope = separator < 0 ? LogScope.DefaultName : part[..separator];
            if (!TryParse(part.AsSpan(separator + 1), out var level))
            {
                error = $"log level '{part}' is not one of none, error, warn, info, debug, trace (optionally as scope:level)";
                return false;
            }

            parsed.Add((scope, level));
        }

        Apply(parsed);
        error = null;
        return true;
    }

    /// <summary>Back to <c>info</c> everywhere.</summary>
    public static void Reset() => Apply([(LogScope.DefaultName, LogLevel.Info)], removeNamed: true);

    internal static LogLevel Of(string scope) => Named.TryGetValue(scope, out var level) ? level : _default;

    public static bool TryParse(ReadOnlySpan<char> text, out LogLevel level)
    {
        (level, var known) = text switch
        {
            "none" or "off" => (LogLevel.None, true),
            "error" or "fatal" => (LogLevel.Error, true),
            "warn" or "warning" => (LogLevel.Warn, true),
            "info" => (LogLevel.Info, true),
            "debug" => (LogLevel.Debug, true),
            "trace" => (LogLevel.Trace, true),
            _ => (LogLevel.None, false),
        };
        return known;
    }

    private static void Apply(List<(string Scope, LogLevel Level)> levels, bool removeNamed = false)
    {
        if (removeNamed)
        {
            Named.Clear();
        }

        foreach (var (scope, level) in levels)
        {
            if (scope is LogScope.DefaultName or "all")
            {
                _default = level;
            }
            else
            {
                Named[scope] = level;
            }
        }

        foreach (var scope in LogScope.All)
        {
            scope.Level = Of(scope.Name);
        }
    }
}
