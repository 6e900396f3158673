namespace Istio.Core.Logging;

/// <summary>A level as a type, so that the compiler picks a message handler that knows its level.</summary>
public interface ILogSeverity
{
    static abstract LogLevel Level { get; }
}
