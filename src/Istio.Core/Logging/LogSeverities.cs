namespace Istio.Core.Logging;

/// <summary>The severities that <see cref="LogScope"/>'s methods name.</summary>
public static class LogSeverities
{
    public readonly struct Error : ILogSeverity
    {
        public static LogLevel Level => LogLevel.Error;
    }

    public readonly struct Warn : ILogSeverity
    {
        public static LogLevel Level => LogLevel.Warn;
    }

    public readonly struct Info : ILogSeverity
    {
        public static LogLevel Level => LogLevel.Info;
    }

    public readonly struct Debug : ILogSeverity
    {
        public static LogLevel Level => LogLevel.Debug;
    }

    public readonly struct Trace : ILogSeverity
    {
        public static LogLevel Level => LogLevel.Trace;
    }
}
