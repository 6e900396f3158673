using AspNetLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Istiod.Serving;

/// <summary>Warnings and errors of the web server and the gRPC library, in istiod's own log under scope <c>grpc</c>.</summary>
internal sealed class LogScopeProvider : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(AspNetLevel logLevel) => logLevel >= AspNetLevel.Warning || Logs.Grpc.IsEnabled(Istio.Core.Logging.LogLevel.Debug);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(AspNetLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}";
        switch (logLevel)
        {
            case AspNetLevel.Critical or AspNetLevel.Error:
                Logs.Grpc.Error(message);
                break;
            case AspNetLevel.Warning:
                Logs.Grpc.Warn(message);
                break;
            default:
                Logs.Grpc.Debug(message);
                break;
        }
    }

    public void Dispose()
    {
    }
}
