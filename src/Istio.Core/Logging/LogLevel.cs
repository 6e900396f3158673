namespace Istio.Core.Logging;

/// <summary>Levels in Istio's order; a scope writes its own level and those before it.</summary>
public enum LogLevel
{
    None,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}
