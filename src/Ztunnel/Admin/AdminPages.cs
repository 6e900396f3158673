using Istio.Http.Http1;

namespace Ztunnel.Admin;

/// <summary>Port 15000.</summary>
internal sealed class AdminPages(ConfigDump dump, string initialLevels, Action quit)
{
    private const string Dashboard = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>ztunnel</title></head><body>
        <h1>ztunnel</h1>
        <ul>
        <li><a href="config_dump">config_dump</a>: workloads, services, policies, certificates, connections, settings (JSON)</li>
        <li>logging: POST to see or change log levels</li>
        <li>quitquitquit: POST to stop the proxy</li>
        </ul>
        </body></html>

        """;

    public async ValueTask<Http1Response> AnswerAsync(Http1Request request) => request.Path switch
    {
        "/" => new Http1Response(200, "text/html; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(Dashboard)),
        "/config_dump" => Http1Response.Json(await dump.WriteAsync()),
        "/logging" => LoggingPage.Answer(request, initialLevels),
        "/quitquitquit" => Quit(request),
        "/debug/pprof/profile" or "/debug/pprof/heap" => Http1Response.Text(501, "profiles are not offered by this build\n"),
        _ => Http1Response.Text(404, "not found\n"),
    };

    private Http1Response Quit(Http1Request request)
    {
        if (request.Method != "POST")
        {
            return Http1Response.Text(405, "Invalid HTTP method\n") with { Fields = [("Allow", "POST")] };
        }

        quit();
        return Http1Response.Text(200, "shutdown now\n");
    }
}
