using System.Collections.Concurrent;
using System.Net;
using Istio.Kubernetes.Client;
using Istio.Testing.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Istiod.Tests.Kubernetes;

/// <summary>Stands before a real API server, as its administrator: counts requests, and lets a test hold or fail them.</summary>
internal sealed class ApiProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ApiClient _behind;
    private readonly ConcurrentDictionary<string, int> _counts = new();

    private ApiProxy(WebApplication app, ApiClient behind) => (_app, _behind) = (app, behind);

    /// <summary>Runs before a request is passed on; true when it has answered itself.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = static _ => Task.FromResult(false);

    public static async Task<ApiProxy> StartAsync(KubeApi api)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var proxy = new ApiProxy(builder.Build(), ClientOf(api));
        proxy._app.Run(proxy.ServeAsync);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>A client of the API server itself.</summary>
    public static ApiClient ClientOf(KubeApi api) => new(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");

    /// <summary>A client of the proxy. The caller disposes of it.</summary>
    public ApiClient Client() => new(new(new Uri(_app.Urls.First())), "tests");

    /// <param name="request">For instance <c>POST /api/v1/namespaces</c>.</param>
    public int CountOf(string request) => _counts.GetValueOrDefault(request);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        _counts.AddOrUpdate($"{http.Request.Method} {http.Request.Path}", 1, static (_, count) => count + 1);
        if (await Before(http))
        {
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        try
        {
            var answer = await _behind.SendAsync(
                new(http.Request.Method), http.Request.GetEncodedPathAndQuery(), http.Request.ContentType, body.Length > 0 ? body.ToArray() : null, http.RequestAborted);
            await http.Response.BodyWriter.WriteAsync(answer, http.RequestAborted);
        }
        catch (ApiException refused)
        {
            http.Response.StatusCode = (int)refused.Status;
            var message = System.Text.Json.JsonSerializer.Serialize(refused.Message);
            await http.Response.WriteAsync($$"""{"message":{{message}},"reason":"{{refused.Reason}}"}""", http.RequestAborted);
        }
    }
}
