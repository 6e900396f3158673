using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Istio.Kubernetes.Client;

/// <summary>
/// Speaks to one API server: HTTP/2 on one connection that is checked while anything waits for it. Any thread. Failures are
/// <see cref="ApiException"/> when the server answered, <see cref="HttpRequestException"/> or <see cref="IOException"/> when it did not.
/// </summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>A single object or one page of a list is smaller; etcd takes objects of 1.5 MiB.</summary>
    private const int MostRead = 256 << 20;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private readonly ApiServer _server;
    private readonly HttpClient _http;

    public ApiClient(ApiServer server, string userAgent)
        : this(server, userAgent, static handler => handler)
    {
    }

    /// <param name="wrap">Puts something in front of the sockets.</param>
    internal ApiClient(ApiServer server, string userAgent, Func<HttpMessageHandler, HttpMessageHandler> wrap)
    {
        _server = server;
        _http = new(wrap(Handler(server))) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostRead };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    public Uri Address => _server.Address;

    /// <summary>The longest that a request which is no watch may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One object, or a page of a list.</summary>
    public Task<byte[]> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, null, cancellation);

    /// <returns>Null when it is not there.</returns>
    public async Task<JsonDocument?> FindAsync(Resource resource, string ns, string name, CancellationToken cancellation)
    {
        try
        {
            return JsonDocument.Parse(await GetAsync(resource.Path(ns, name), cancellation));
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    /// <param name="body">Null for none.</param>
    /// <returns>What the server answered with success.</returns>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, string? contentType, ReadOnlyMemory<byte>? body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(RequestTimeout);
        try
        {
            using var response = await RequestAsync(method, path, Json, Content(contentType, body), HttpCompletionOption.ResponseContentRead, limit.Token);
            return await response.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{_server.Address} did not answer within {RequestTimeout.TotalSeconds:F0}s");
        }
    }

    /// <summary>Opens a response that goes on and on. The caller disposes of it.</summary>
    /// <param name="accept">The form of the objects; null for all of them as JSON.</param>
    internal Task<HttpResponseMessage> OpenAsync(string path, MediaTypeWithQualityHeaderValue? accept, CancellationToken cancellation) =>
        RequestAsync(HttpMethod.Get, path, accept ?? Json, null, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose() => _http.Dispose();

    private static ReadOnlyMemoryContent? Content(string? contentType, ReadOnlyMemory<byte>? body) =>
        body is { } bytes ? new(bytes) { Headers = { ContentType = new(contentType ?? "application/json") } } : null;

    private async Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, MediaTypeWithQualityHeaderValue accept, HttpContent? content, HttpCompletionOption until, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, UriOf(path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        request.Headers.Accept.Add(accept);
        request.Headers.Authorization = await _server.Credentials.GetAsync(cancellation);
        var response = await _http.SendAsync(request, until, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(response, cancellation);
        }
    }

    /// <summary>The server may stand behind a path of its own, which is not to be replaced.</summary>
    private Uri UriOf(string path) => new($"{_server.Address.AbsoluteUri.TrimEnd('/')}{path}");

    private async Task<ApiException> FailureAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            _server.Credentials.Refuse();
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        return ApiStatus.Read(response.StatusCode, body, response.Headers.RetryAfter?.Delta);
    }

    private static SocketsHttpHandler Handler(ApiServer server) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = 1 << 20,
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        SslOptions = Tls(server),
    };

    private static SslClientAuthenticationOptions Tls(ApiServer server)
    {
        var options = new SslClientAuthenticationOptions();
        if (server.ServerName.Length > 0)
        {
            options.TargetHost = server.ServerName;
        }

        if (server.ClientCertificate is { } own)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        }

        if (server.SkipsVerification)
        {
#pragma warning disable CA5359 // An operator has written insecure-skip-tls-verify into the kubeconfig.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (server.Roots.Count > 0)
        {
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange((X509Certificate2[])[.. server.Roots]);
        }

        return options;
    }
}
