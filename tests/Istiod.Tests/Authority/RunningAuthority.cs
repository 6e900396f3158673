using System.Net;
using System.Net.Security;
using Istio.Collections;
using Istio.Core.Metrics;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Security.ControlPlane;
using Istio.Security.Issuance;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istio.Security.Trust;
using Istiod.Authority;
using Istiod.Authority.Callers;
using Istiod.Authority.Roots;
using Istiod.Tests.Authority.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Istiod.Tests.Authority;

/// <summary>The authority in a real web server on a port of its own, with a token issuer and a small registry.</summary>
internal sealed class RunningAuthority : IAsyncDisposable
{
    public static readonly ServiceAccountClaims NodeA = new("istio-system", "ztunnel", new BoundPod("ztunnel-a", "uid-a", "node-a"));

    private static readonly ListedPods Pods = new(
        "Kubernetes",
        ("istio-system", "ztunnel-a", new PlacedPod("uid-a", "ztunnel", "node-a")),
        ("default", "reviews-1", new PlacedPod("uid-r", "reviews", "node-a")));

    private readonly ObjectTables _objects = new(new Graph("authority"), KindCatalog.Mesh);
    private readonly TrustTables _trust;
    private readonly WebApplication _app;
    private readonly TemporaryDirectory _directory;

    private RunningAuthority(WebApplication app, TemporaryDirectory directory, TestCa ca, AuthorityHost host, TokenIssuer issuer, MetricRegistry metrics)
    {
        Ca = ca;
        _app = app;
        _directory = directory;
        Host = host;
        _trust = new(_objects);
        host.Follow(_objects.Of(MeshConfig.Kind));
        Issuer = issuer;
        Metrics = metrics;
        foreach (var address in app.Urls)
        {
            var uri = new Uri(address);
            Secure = uri.Scheme == "https" ? uri : Secure;
            Plain = uri.Scheme == "http" ? uri : Plain;
        }
    }

    /// <summary>What is plugged in.</summary>
    public TestCa Ca { get; }

    public AuthorityHost Host { get; }

    public TokenIssuer Issuer { get; }

    public MetricRegistry Metrics { get; }

    public Uri Secure { get; } = null!;

    public Uri Plain { get; } = null!;

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Secure.Port);

    /// <summary>With a plugged-in CA: its P-256 keys are made in no time, and chains have an intermediate.</summary>
    public static async Task<RunningAuthority> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var ca = new TestCa(TimeProvider.System.GetUtcNow());
        ca.WriteCaCerts(directory);
        var issuer = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", TimeProvider.System);
        var keys = System.Text.Json.JsonSerializer.Serialize(issuer.Jwks);
        var metrics = new MetricRegistry();
        var host = await AuthorityHost.CreateAsync(
            new AuthoritySettings
            {
                RootCaDirectory = directory.Path,
                JwtRule = $$"""{"issuer":"https://issuer.test","audiences":["istio-ca"],"jwks":{{keys}}}""",
                TrustedNodeAccounts = ["istio-system/ztunnel"],
                ServingNames = ["istiod.istio-system.svc", "localhost"],
            },
            "cluster.local",
            Pods,
            metrics,
            TimeProvider.System,
            cancellation: TestContext.Current.CancellationToken);
        var app = Build(host);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningAuthority(app, directory, ca, host, issuer, metrics);
    }

    /// <summary>Puts a mesh configuration in force, as the loop does.</summary>
    /// <returns>What proxies trust now.</returns>
    public TrustBundle Configure(MeshConfig configuration)
    {
        _objects.Apply([new(configuration.Key, configuration), .. Host.Roots.Take().Objects]);
        _objects.Graph.Commit();
        return _trust.Roots.Find(Only.Key)!.Bundle;
    }

    public string Token(ServiceAccountClaims claims) => Issuer.Issue(claims, ["istio-ca"], TimeSpan.FromHours(1));

    /// <param name="roots">A file; by default the roots in force now.</param>
    /// <param name="certificate">Shown in the handshake; null: none.</param>
    public CaClient Client(
        string token, bool impersonate = false, Uri? address = null, string? roots = null, SslStreamCertificateContext? certificate = null) => new(
        new CaClientOptions
        {
            ControlPlane = new ControlPlaneOptions
            {
                Address = address ?? Secure,
                AlternateHostName = "istiod.istio-system.svc",
                Roots = new ControlPlaneRoots(roots ?? Host.Trust.AuthorityRoots.Pem),
                Token = token.Length == 0 ? BearerToken.None : BearerToken.From(token),
                ClientCertificate = certificate,
            },
            Impersonate = impersonate,
        },
        TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Host.DisposeAsync();
        _directory.Dispose();
    }

    private static WebApplication Build(AuthorityHost host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        host.AddTo(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                host.Listener.Use(listen);
            });
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        AuthorityHost.Map(app);
        app.MapGet("/whoami", async (HttpContext context) =>
        {
            var result = await host.Callers.AuthenticateAsync(context, context.RequestAborted);
            return result.Caller is { } caller ? caller.Identity.ToString() : $"nobody: {result.Reason}";
        });
        return app;
    }
}
