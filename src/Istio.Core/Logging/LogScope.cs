using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Istio.Core.Logging;

/// <summary>A named part of a program with a level of its own, as Istio's <c>--log_output_level scope:level</c> sets it.</summary>
public sealed class LogScope
{
    /// <summary>The scope without a name in istiod's lines.</summary>
    public const string DefaultName = "default";

    private static readonly ConcurrentDictionary<string, LogScope> Known = new(StringComparer.Ordinal);

    private volatile LogLevel _level = LogLevel.Info;

    private LogScope(string name, string description)
    {
        Name = name;
        Description = description;
    }

    public string Name { get; }

    public string Description { get; }

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    public static IEnumerable<LogScope> All => Known.Values;

    /// <summary>The scope of this name; the same object for the same name.</summary>
    public static LogScope Get(string name, string description) =>
        Known.GetOrAdd(name, static (key, text) => new LogScope(key, text) { Level = LogLevels.Of(key) }, description);

    public bool IsEnabled(LogLevel level) => level <= _level && level != LogLevel.None;

    public void Error(string message) => Write(LogLevel.Error, message);

    public void Error([InterpolatedStringHandlerArgument("")] ref LogMessage<LogSeverities.Error> message) => Write(LogLevel.Error, message.Finish());

    public void Warn(string message) => Write(LogLevel.Warn, message);

    public void Warn([InterpolatedStringHandlerArgument("")] ref LogMessage<LogSeverities.Warn> message) => Write(LogLevel.Warn, message.Finish());

    public void Info(string message) => Write(LogLevel.Info, message);

    public void Info([InterpolatedStringHandlerArgument("")] ref LogMessage<LogSeverities.Info> message) => Write(LogLevel.Info, message.Finish());

    public void Debug(string message) => Write(LogLevel.Debug, message);

    public void Debug([InterpolatedStringHandlerArgument("")] ref LogMessage<LogSeverities.Debug> message) => Write(LogLevel.Debug, message.Finish());

    public void Trace(string message) => Write(LogLevel.Trace, message);

    public void Trace([InterpolatedStringHandlerArgument("")] ref LogMessage<LogSeverities.Trace> message) => Write(LogLevel.Trace, message.Finish());

    /// <summary>Begins a line with fields. The caller ends it with <see cref="LogLine.Write"/> and uses nothing of it afterwards.</summary>
    public LogLine Begin(LogLevel level, string message) => LogLine.Begin(this, level, message);

    private void Write(LogLevel level, string? message)
    {
        if (message is not null && IsEnabled(level))
        {
            LogLine.Begin(this, level, message).Write();
        }
    }
}
