using Istio.Core.Logging;
using AspNetLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Istiod.Serving;

/// <summary>Warnings and errors of the web server and the gRPC library, in istiod's own log under scope <c>grpc</c>.</summary>
internal sealed class LogScopeProvider : ILoggerProvider, ILogger
{
    private static readonly LogScope Scope = LogScope.Get("grpc", "web server and gRPC library");

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(AspNetLevel logLevel) => logLevel >= AspNetLevel.Warning || Scope.IsEnabled(Istio.Core.Logging.LogLevel.Debug);

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
                Scope.Error(message);
                break;
            case AspNetLevel.Warning:
                Scope.Warn(message);
                break;
            default:
                Scope.Debug(message);
                break;
        }
    }

    public void Dispose()
    {
    }
}
