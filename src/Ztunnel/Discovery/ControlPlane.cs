using Grpc.Core;
using Grpc.Net.Client;
using Istio.Core.Metrics;
using Istio.Core.Settings;
using Istio.Core.Values;
using Istio.Security.ControlPlane;
using Istio.Security.Issuance;
using Istio.Security.Trust;
using Istio.Xds.Client;
using Ztunnel.Admin;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Discovery;

/// <summary>The connections to istiod that the settings ask for: certificates and configuration.</summary>
internal static class ControlPlane
{
    /// <summary>One push of a large mesh fits in a message (Istio's limit).</summary>
    private const int MaxMessage = 200 * 1024 * 1024;

    /// <summary>istiod's CA, or one inside the program.</summary>
    /// <exception cref="SettingsException">There is no CA to ask.</exception>
    public static ICertificateIssuer CreateIssuer(ZtunnelSettings settings, TimeProvider time)
    {
        if (settings.FakeCa)
        {
            return new LocalIssuer(settings.TrustDomain, settings.SecretTtl, time, FakeRoot.Key());
        }

        if (settings.CaAddress is null)
        {
            throw new SettingsException("CA_ADDRESS is empty and FAKE_CA is not true: there is nobody to issue certificates");
        }

        return new CaClient(
            new CaClientOptions
            {
                ControlPlane = Options(settings, settings.CaAddress, settings.CaRoot, settings.AltCaHostname, settings.CaHeaders),
                Lifetime = settings.SecretTtl,
                Impersonate = settings.Mode != ProxyMode.Dedicated,
            },
            time);
    }

    /// <summary>Null when xDS is switched off.</summary>
    public static DiscoveryPart? CreateDiscovery(
        ZtunnelSettings settings, MeshStore store, LiveTrust trust, Readiness readiness, MetricRegistry metrics, TimeProvider time)
    {
        var streamMetrics = new AdsClientMetrics(metrics);
        if (settings.XdsAddress is null)
        {
            return null;
        }

        var options = Options(settings, settings.XdsAddress, settings.XdsRoot, settings.AltXdsHostname, settings.XdsHeaders);
        var channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = ControlPlaneHandler.Create(options, time),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessage,
        });
        var client = new AdsClient(
            new AdsClientOptions
            {
                Connect = _ => ValueTask.FromResult(channel.CreateCallInvoker()),
                Headers = cancellation => HeadersAsync(options, cancellation),
                Node = XdsNode.Of(settings),
                Time = time,
                Metrics = streamMetrics,
            },
            new MeshFeed(store, trust).Subscriptions);
        return new DiscoveryPart(client, channel, readiness);
    }

    private static ControlPlaneOptions Options(
        ZtunnelSettings settings, Uri address, string root, string? alternateHostName, ValueMap<string, string> headers) => new()
        {
            Address = address,
            Roots = new ControlPlaneRoots(root),
            Token = settings.Token is { } token ? BearerToken.From(token) : BearerToken.None,
            AlternateHostName = alternateHostName,
            ClusterId = settings.ClusterId,
            Headers = headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value)).ToValueMap(),
        };

    private static async ValueTask<Metadata> HeadersAsync(ControlPlaneOptions options, CancellationToken cancellation)
    {
        var headers = new Metadata { { "clusterid", options.ClusterId } };
        if (await options.Token.ReadAsync(cancellation) is { Length: > 0 } token)
        {
            headers.Add("authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in options.Headers)
        {
            headers.Add(name, value);
        }

        return headers;
    }
}
