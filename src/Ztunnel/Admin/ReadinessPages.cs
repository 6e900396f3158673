using Istio.Http.Http1;

namespace Ztunnel.Admin;

/// <summary>Port 15021.</summary>
internal static class ReadinessPages
{
    public static Http1Response Answer(Http1Request request, Readiness readiness)
    {
        if (request.Path != "/healthz/ready")
        {
            return Http1Response.Text(404, "not found\n");
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return Http1Response.Text(405, "method not allowed\n") with { Fields = [("Allow", "GET, HEAD")] };
        }

        var pending = readiness.Pending;
        return pending.Count == 0
            ? Http1Response.Text(200, "ready\n")
            : Http1Response.Text(500, $"not ready, pending: {string.Join(", ", pending)}\n");
    }
}
