using Istio.Collections;
using Istio.Core.Metrics;
using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istiod.Authority.Callers;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Istiod.Authority.Serving;
using Istiod.Authority.Signing;

namespace Istiod.Authority;

/// <summary>The certificate authority as one part of istiod: what others of its parts need is a property here, its work runs inside.</summary>
internal sealed class AuthorityHost : IPart
{
    private readonly LiveMaterial _live;
    private readonly RootFile? _rootFile;
    private readonly EndOfLife _endOfLife;
    private readonly ServingCertificate _serving;
    private readonly TokenVerifiers _tokens;
    private readonly CertificateService _service;
    private readonly BackgroundTask _upkeep;
    private IDisposable? _followed;

    private AuthorityHost(
        AuthoritySettings settings,
        string trustDomain,
        SigningMaterial material,
        SelfSignedAuthority? selfSigned,
        IPodPlacement? pods,
        ApiClient? api,
        MetricRegistry metrics,
        TimeProvider time)
    {
        var origin = selfSigned is null ? $"plugged in at {settings.RootCaDirectory}" : "self-signed";
        Logs.Authority.Info($"CA is '{material.Certificate.Subject}', {origin}, trusting {material.Roots}");
        Trust = new MeshTrust();
        Trust.SetTrustDomain(trustDomain);
        _live = new LiveMaterial(material, Trust);
        Roots = new RootSource(Trust);
        _rootFile = settings.RootCertificateFile.Length == 0 ? null : new RootFile(settings.RootCertificateFile, _live);
        _endOfLife = new EndOfLife(_live, Remedy(settings, selfSigned is not null), time, message => Logs.Authority.Warn($"{message}"));
        _serving = new ServingCertificate(_live, settings, time);
        var callers = new CallerTrust(Trust, time);
        Listener = new SecureListener(_serving, callers);
        _tokens = new TokenVerifiers(settings, api, () => Trust.TrustDomain, time);
        Callers = new CallerAuthentication(callers, _tokens.InOrder);
        var impersonation = new Impersonation(settings.TrustedNodeAccounts, pods, settings.ClusterId, () => Trust.TrustDomain);
        _service = new CertificateService(
            Callers, impersonation, new CertificateAuthority(_live, settings, () => Trust.TrustDomain, time), new CitadelMetrics(metrics, _live, isPluggedIn: selfSigned is null, time));
        _upkeep = new BackgroundTask(
            selfSigned is null ? new PluggedInReload(_live, settings, time).RunAsync : new RootRotation(selfSigned, _live, settings, time).RunAsync);
    }

    public string Name => "certificate authority";

    /// <summary>Of the upkeep: reload of plugged-in files, or rotation of the self-signed root.</summary>
    public Task Completion => _upkeep.Completion;

    /// <summary>By what callers are trusted now.</summary>
    public MeshTrust Trust { get; }

    /// <summary>The authority's own roots now, in PEM. Any thread.</summary>
    public string RootPem => _live.Current.Roots.Pem;

    /// <summary>Raised after <see cref="RootPem"/> has changed, on any thread.</summary>
    public event Action<SigningMaterial>? Replaced
    {
        add => _live.Replaced += value;
        remove => _live.Replaced -= value;
    }

    /// <summary>The authority's roots for the tables of the mesh.</summary>
    public RootSource Roots { get; }

    /// <summary>TLS of the secure ports.</summary>
    public SecureListener Listener { get; }

    /// <summary>Who calls, for xDS and debug pages as well.</summary>
    public CallerAuthentication Callers { get; }

    /// <summary>Loads or makes the CA, and waits for the place where it is kept; its upkeep begins with <see cref="StartAsync"/>.</summary>
    /// <param name="trustDomain">Of the first mesh configuration; <see cref="Follow"/> brings later ones.</param>
    /// <param name="pods">Null when there is no registry: nobody may impersonate.</param>
    /// <param name="api">Reviews tokens and keeps the self-signed CA; null without Kubernetes. Stays the caller's.</param>
    /// <param name="kept">Where a self-signed CA is kept; null for what the settings say.</param>
    /// <exception cref="AuthorityException">A message for the operator: istiod must not start without the CA it was told to use.</exception>
    public static async Task<AuthorityHost> CreateAsync(
        AuthoritySettings settings,
        string trustDomain,
        IPodPlacement? pods,
        MetricRegistry metrics,
        TimeProvider time,
        ApiClient? api = null,
        IKeptSecret? kept = null,
        CancellationToken cancellation = default)
    {
        // A CA that an istiod has put into the secret of plugged-in CAs is kept and rotated there; it is no operator's, though it is mounted.
        var isOwn = api is not null && KeptSecrets.IsGenerated(settings.RootCaDirectory);
        if (!isOwn && PluggedInAuthority.Load(settings.RootCaDirectory, time.GetUtcNow()) is { } pluggedIn)
        {
            return new(settings, trustDomain, pluggedIn, selfSigned: null, pods, api, metrics, time);
        }

        var selfSigned = new SelfSignedAuthority(settings, trustDomain, kept ?? KeptSecrets.For(settings, api), time);
        var material = await FirstLoad.LoadAsync(selfSigned, time, cancellation);
        return new(settings, trustDomain, material, selfSigned, pods, api, metrics, time);
    }

    /// <summary>From here on the trust domain is that of the mesh configuration. Called once.</summary>
    public void Follow(Table<ObjectName, MeshConfig> configurations) => _followed = configurations.Subscribe((_, changes) =>
    {
        foreach (ref readonly var change in changes)
        {
            Trust.SetTrustDomain((change.New ?? MeshConfig.Default).TrustDomain);
        }
    });

    /// <summary>Registers the gRPC service; needs <c>AddGrpc()</c>.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton(_service);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<CertificateService>().Add(CallerFirst.Require);

    public Task StartAsync(CancellationToken cancellation)
    {
        _upkeep.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync() => _upkeep.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _upkeep.DisposeAsync();
        _followed?.Dispose();
        Roots.Dispose();
        Listener.Dispose();
        _serving.Dispose();
        _rootFile?.Dispose();
        _endOfLife.Dispose();
        _tokens.Dispose();
    }

    private static string Remedy(AuthoritySettings settings, bool isSelfSigned) =>
        !isSelfSigned ? $"put its successor into {settings.RootCaDirectory}"
        : settings.RootCheckInterval <= TimeSpan.Zero ? "rotation is off, set CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL to have it renewed"
        : "it is renewed by rotation if it is ours; what was added from root-cert.pem is not";
}
