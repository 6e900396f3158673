using System.Net.Security;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Security.ControlPlane;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istio.Testing.Kubernetes;
using Istiod.Registry.Cluster;
using Istiod.Registry.Mesh;
using Istiod.Serving;
using Istiod.Settings;
using Istiod.Tests.Authority;
using Metadata = Grpc.Core.Metadata;

namespace Istiod.Tests;

/// <summary>The whole control plane on ports of its own, with a configuration folder, a plugged-in CA and a token issuer.</summary>
internal sealed class RunningIstiod : IAsyncDisposable
{
    public const string ZtunnelNode = "ztunnel~127.0.0.1~ztunnel-a.istio-system~istio-system.svc.cluster.local";

    private const string Issuer = "https://issuer.test";

    private readonly TemporaryDirectory _directory;
    private readonly IstiodProgram _program;
    private readonly ClusterConnection? _cluster;
    private readonly MeshConfigSource _meshConfig;
    private readonly TokenIssuer _issuer;
    private readonly List<GrpcChannel> _channels = [];

    private RunningIstiod(
        TemporaryDirectory directory, IstiodProgram program, ClusterConnection? cluster, MeshConfigSource meshConfig, TokenIssuer issuer, TestCa ca) =>
        (_directory, _program, _cluster, _meshConfig, _issuer, Ca) = (directory, program, cluster, meshConfig, issuer, ca);

    public TestCa Ca { get; }

    public HttpClient Web { get; } = new();

    public string ConfigFolder => _directory["config"];

    /// <summary>Need not be there.</summary>
    public required string MeshConfigFile { get; init; }

    public static Task<RunningIstiod> StartAsync(
        Action<TemporaryDirectory>? prepare = null, string meshConfig = "mesh.yaml", params (string Name, string Value)[] environment) =>
        StartAsync(static directory => ["--configDir", directory["config"]], prepare, meshConfig, environment);

    /// <summary>One that reads an API server and no files.</summary>
    /// <param name="flags">Further flags.</param>
    public static Task<RunningIstiod> StartAsync(KubeApi api, string[] flags, params (string Name, string Value)[] environment) =>
        StartAsync(api.Kubeconfig, flags, environment);

    /// <inheritdoc cref="StartAsync(KubeApi, string[], ValueTuple{string, string}[])"/>
    public static Task<RunningIstiod> StartAsync(string kubeconfig, string[] flags, params (string Name, string Value)[] environment) =>
        StartAsync(_ => ["--kubeconfig", kubeconfig, .. flags], null, "", environment);

    private static async Task<RunningIstiod> StartAsync(
        Func<TemporaryDirectory, string[]> sources, Action<TemporaryDirectory>? prepare, string meshConfig, (string Name, string Value)[] environment)
    {
        var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        prepare?.Invoke(directory);
        var ca = new TestCa(TimeProvider.System.GetUtcNow());
        ca.WriteCaCerts(directory);
        var issuer = new TokenIssuer(PrivateKey.CreateP256(), Issuer, TimeProvider.System);
        var variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        variables["ROOT_CA_DIR"] = directory.Path;
        variables["JWT_RULE"] = $$"""{"issuer":"{{Issuer}}","audiences":["istio-ca"],"jwks":{{System.Text.Json.JsonSerializer.Serialize(issuer.Jwks)}}}""";
        string[] flags =
        [
            .. sources(directory), .. meshConfig.Length == 0 ? [] : new[] { "--meshConfig", directory[meshConfig] }, "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0",
            "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "127.0.0.1:0", "--shutdownDuration", "5s",
        ];
        var settings = IstiodSettings.Read(flags, variables.GetValueOrDefault);
        var cluster = ClusterConnection.Open(settings, TimeProvider.System);
        var mesh = new MeshConfigSource(settings.Registry, cluster?.MeshConfig, TimeProvider.System);
        await StartMeshAsync(cluster, mesh);
        var program = await IstiodProgram.CreateAsync(settings, cluster, mesh, TimeProvider.System, TestContext.Current.CancellationToken);
        await program.StartAsync();
        return new(directory, program, cluster, mesh, issuer, ca) { MeshConfigFile = directory[meshConfig] };
    }

    private static async Task StartMeshAsync(ClusterConnection? cluster, MeshConfigSource mesh)
    {
        if (cluster is not null)
        {
            var synced = new TaskCompletionSource();
            mesh.Changed += () => synced.TrySetResult();
            await cluster.MeshConfig.StartAsync(TestContext.Current.CancellationToken);
            await synced.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        mesh.Read();
    }

    public Uri Url(Listener listener, string path) => new($"http://{_program.Ports.EndPoints[listener]}{path}");

    public void Write(string file, string content) => _directory.Write(Path.Combine("config", file), content);

    public void WriteMeshConfig(string content) => File.WriteAllText(MeshConfigFile, content);

    public Task StopAsync() => _program.StopAsync();

    public Task<string> PageAsync(string path) => Web.GetStringAsync(Url(Listener.Monitoring, path), TestContext.Current.CancellationToken);

    /// <summary>Asks for a page until it shows what is waited for.</summary>
    public async Task UntilAsync(string path, Func<string, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isReached(await PageAsync(path)))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>An invoker for the port in clear, where nobody is asked who calls.</summary>
    public CallInvoker Plain() => Track(GrpcChannel.ForAddress(Url(Listener.Grpc, ""), new() { MaxReceiveMessageSize = null })).CreateCallInvoker();

    /// <summary>An invoker for the secure port; the token goes into the headers of each call.</summary>
    /// <param name="roots">Whom the client trusts; the running CA when null.</param>
    /// <param name="time">By which the client judges certificates and looks at its roots; the machine's when null.</param>
    /// <param name="certificate">Shown in the handshake; null: none.</param>
    public CallInvoker Secure(ControlPlaneRoots? roots = null, TimeProvider? time = null, SslStreamCertificateContext? certificate = null)
    {
        var options = new ControlPlaneOptions
        {
            Address = new($"https://{_program.Ports.EndPoints[Listener.SecureGrpc]}"),
            AlternateHostName = "istiod.istio-system.svc",
            Roots = roots ?? new ControlPlaneRoots(Ca.Bundle.Pem),
            Token = BearerToken.None,
            ClientCertificate = certificate,
        };
        var handler = ControlPlaneHandler.Create(options, time ?? TimeProvider.System);
        var channel = GrpcChannel.ForAddress(options.Address, new() { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        return Track(channel).CreateCallInvoker();
    }

    /// <param name="pod">To which the token is bound; null for none.</param>
    public Metadata TokenOf(string ns, string account, string? pod = null)
    {
        var claims = new ServiceAccountClaims(ns, account, pod is null ? null : new BoundPod(pod, "u", "n"));
        return new() { { "authorization", $"Bearer {_issuer.Issue(claims, ["istio-ca"], TimeSpan.FromHours(1))}" } };
    }

    public DeltaClient Delta(CallInvoker? invoker = null, Metadata? headers = null) =>
        new(new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(invoker ?? Plain())
            .DeltaAggregatedResources(headers, cancellationToken: TestContext.Current.CancellationToken));

    public static Node NodeOf(string id = ZtunnelNode, params (string Key, string Value)[] metadata)
    {
        var node = new Node { Id = id, Metadata = new Struct() };
        foreach (var (key, value) in metadata)
        {
            node.Metadata.Fields[key] = Value.ForString(value);
        }

        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        Web.Dispose();
        await _program.DisposeAsync();
        _meshConfig.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _directory.Dispose();
    }

    private GrpcChannel Track(GrpcChannel channel)
    {
        _channels.Add(channel);
        return channel;
    }
}
