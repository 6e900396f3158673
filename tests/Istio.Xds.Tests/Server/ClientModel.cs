using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istio.Xds.Tests.Server;

/// <summary>A client that applies responses as the protocol says and remembers what it holds by name and version.</summary>
internal sealed class ClientModel(ServerStream stream, XdsVariant variant, ResourceType type)
{
    public Dictionary<string, string> Held { get; } = [];

    public string LastNonce { get; private set; } = "";

    /// <summary>Resources that came although the client held them at the same version.</summary>
    public int Repetitions { get; private set; }

    public int Responses { get; private set; }

    public void Drain()
    {
        while (stream.TryNext(out var response))
        {
            Responses++;
            Apply(response);
            Acknowledge(response.Nonce);
        }
    }

    public void Send(DeltaDiscoveryRequest request)
    {
        request.TypeUrl = type.TypeUrl;
        foreach (var name in request.ResourceNamesUnsubscribe)
        {
            Held.Remove(name);
        }

        stream.Receive(request);
        Drain();
    }

    public void Send(DiscoveryRequest request)
    {
        request.TypeUrl = type.TypeUrl;
        request.ResponseNonce = LastNonce;
        stream.Receive(request);
        Drain();
    }

    private void Apply(XdsResponse response)
    {
        LastNonce = response.Nonce;
        if (variant == XdsVariant.StateOfTheWorld && type.Rule != SubscriptionRule.Named)
        {
            Held.Clear();
        }

        foreach (var resource in response.Resources)
        {
            Repetitions += Held.GetValueOrDefault(resource.Name) == resource.Version ? 1 : 0;
            Held[resource.Name] = resource.Version;
        }

        foreach (var name in response.Removed)
        {
            Held.Remove(name);
        }
    }

    private void Acknowledge(string nonce)
    {
        if (variant == XdsVariant.Delta)
        {
            stream.Receive(new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl, ResponseNonce = nonce });
        }
    }
}
