using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istiod.Authority.Callers;
using Istiod.Authority.Roots;
using Istiod.Authority.Serving;
using Istiod.Authority.Signing;

namespace Istiod.Authority;

/// <summary>The certificate authority as one part of istiod: what others of its parts need is a property here, its work runs inside.</summary>
internal sealed class AuthorityHost : IAsyncDisposable
{
    private static readonly LogScope Log = LogScope.Get("pkica", "Citadel CA log");

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1024 * 1024 };
    private readonly LiveMaterial _live;
    private readonly RootFile? _rootFile;
    private readonly ServingCertificate _serving;
    private readonly KeySet? _keys;
    private readonly CertificateService _service;
    private readonly Task _upkeep;

    private AuthorityHost(AuthoritySettings settings, Func<string> trustDomain, IPodPlacement? pods, MetricRegistry metrics, TimeProvider time)
    {
        SelfSignedAuthority? selfSigned = null;
        SigningMaterial? material = PluggedInAuthority.Load(settings.RootCaDirectory, time.GetUtcNow());
        if (material is null)
        {
            selfSigned = new SelfSignedAuthority(settings, trustDomain(), time);
            material = selfSigned.LoadOrCreate();
        }

        string origin = selfSigned is null ? $"plugged in at {settings.RootCaDirectory}" : "self-signed";
        Log.Info($"CA is '{material.Certificate.Subject}', {origin}, trusting {material.Roots}");
        Trust = new MeshTrust();
        _live = new LiveMaterial(material, Trust);
        _rootFile = settings.RootCertificateFile.Length == 0 ? null : new RootFile(settings.RootCertificateFile, _live);
        _serving = new ServingCertificate(_live, settings, time);
        Listener = new SecureListener(_serving, Trust, time);
        (Callers, _keys) = Authentication(settings, trustDomain, time);
        Impersonation impersonation = new(settings.TrustedNodeAccounts, pods, settings.ClusterId);
        _service = new CertificateService(
            Callers, impersonation, new CertificateAuthority(_live, settings, time), new CitadelMetrics(metrics, _live, time));
        _upkeep = selfSigned is null
            ? new PluggedInReload(_live, settings, time).RunAsync(_stopping.Token)
            : new RootRotation(selfSigned, _live, settings, time).RunAsync(_stopping.Token);
    }

    /// <summary>What the mesh trusts now. The mesh configuration's anchors go in here, PCDS reads from here.</summary>
    public MeshTrust Trust { get; }

    /// <summary>TLS of the secure ports.</summary>
    public SecureListener Listener { get; }

    /// <summary>Who calls, for xDS and debug pages as well.</summary>
    public CallerAuthentication Callers { get; }

    /// <summary>Loads or makes the CA and starts its upkeep.</summary>
    /// <param name="trustDomain">Of the mesh configuration in force, asked at each use.</param>
    /// <param name="pods">Null when there is no registry: nobody may impersonate.</param>
    /// <exception cref="AuthorityException">A message for the operator: istiod must not start without the CA it was told to use.</exception>
    public static AuthorityHost Start(
        AuthoritySettings settings, Func<string> trustDomain, IPodPlacement? pods, MetricRegistry metrics, TimeProvider time) =>
        new(settings, trustDomain, pods, metrics, time);

    /// <summary>Registers the gRPC service; needs <c>AddGrpc()</c>.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton(_service);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<CertificateService>().Add(CallerFirst.Require);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _upkeep;
        Listener.Dispose();
        _serving.Dispose();
        _rootFile?.Dispose();
        _keys?.Dispose();
        _http.Dispose();
        _stopping.Dispose();
    }

    private (CallerAuthentication Callers, KeySet? Keys) Authentication(AuthoritySettings settings, Func<string> trustDomain, TimeProvider time)
    {
        if (settings.JwtRule.Length == 0)
        {
            return (new CallerAuthentication(Trust, tokens: null, time), null);
        }

        JwtRule rule = JwtRule.TryParse(settings.JwtRule, out JwtRule? read, out string? error) ? read : throw new AuthorityException(error);
        KeySet keys = new(KeySetSources.For(rule, settings.KeySetRefresh, _http), time);
        return (new CallerAuthentication(Trust, new TokenVerifier(rule, keys, trustDomain, time), time), keys);
    }
}
