using Grpc.Core;

namespace Istiod.Authority.Serving;

/// <summary>
/// Refuses a certificate request of nobody by its headers alone. The gRPC library reads the message before it calls the service: authenticated there, a
/// stranger would choose how much memory a request takes.
/// </summary>
internal static class CallerFirst
{
    /// <summary>A convention for the endpoints of <see cref="CertificateService"/>.</summary>
    public static void Require(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } serve)
        {
            endpoint.RequestDelegate = http => ServeAsync(http, serve);
        }
    }

    private static async Task ServeAsync(HttpContext http, RequestDelegate serve)
    {
        if (await http.RequestServices.GetRequiredService<CertificateService>().AdmitAsync(http))
        {
            await serve(http);
            return;
        }

        // A gRPC status without a message: it goes into the headers.
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = StatusCode.Unauthenticated.ToString("D");
        http.Response.Headers["grpc-message"] = "request authenticate failure";
    }
}
