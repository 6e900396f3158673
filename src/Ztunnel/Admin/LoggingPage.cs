using Istio.Core.Logging;
using Istio.Http.Http1;

namespace Ztunnel.Admin;

/// <summary><c>POST /logging</c>: changes log levels, reset first and then set.</summary>
internal static class LoggingPage
{
    private const string Usage =
        "usage: POST /logging\t\t\t\t\t\t(To list current level)\n"
        + "usage: POST /logging?level=<level>\t\t\t\t(To change global levels)\n"
        + "usage: POST /logging?level={mod1}:{level1},{mod2}:{level2}\t(To change specific mods' logging level)\n"
        + "usage: POST /logging?reset\t\t\t\t\t(To go back to the level of the start)\n";

    public static Http1Response Answer(Http1Request request, string initialLevels)
    {
        if (request.Method != "POST")
        {
            return Http1Response.Text(405, "Invalid HTTP method\n\n" + Usage) with { Fields = [("Allow", "POST")] };
        }

        if (request.Parameter("reset") is not null)
        {
            LogLevels.Reset();
            LogLevels.TrySet(initialLevels, out _);
        }

        if (request.Parameter("level") is { Length: > 0 } levels && !LogLevels.TrySet(levels, out var error))
        {
            return Http1Response.Text(400, $"Invalid level provided: {error}\n{Usage}");
        }

        var current = string.Join(',', LogScope.All.OrderBy(scope => scope.Name, StringComparer.Ordinal)
            .Select(scope => $"{scope.Name}:{scope.Level.ToString().ToLowerInvariant()}"));
        return Http1Response.Text(200, request.Query.Length == 0 ? $"{Usage}current log level is {current}\n" : $"current log level is {current}\n");
    }
}
