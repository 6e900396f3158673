using Google.Protobuf;
using Istio.Core.Names;
using Istio.Security.Trust;
using Istio.Xds.Client;
using Ztunnel.State;
using Messages = Istio.Api;

namespace Ztunnel.Discovery;

/// <summary>Puts what istiod sends into the state: decoded before any lock is taken, one response as one change, bad resources named.</summary>
internal sealed class MeshFeed(MeshStore store, LiveTrust trust)
{
    /// <summary>In the order of the first requests. Trust is optional: Istio's own istiod does not serve it to ztunnel.</summary>
    public IReadOnlyList<ResourceSubscription> Subscriptions =>
    [
        new(TypeUrls.Address, ApplyAddresses),
        new(TypeUrls.Authorization, ApplyPolicies),
        new(TypeUrls.ProxyConfig, ApplyTrust, IsOptional: true),
    ];

    private List<Rejection> ApplyAddresses(ResourceUpdate update)
    {
        var rejected = new List<Rejection>();
        var changes = new List<Action<MeshStateBuilder>>(update.Resources.Count);
        foreach (var resource in update.Resources)
        {
            if (TryDecodeAddress(resource, out var change) is { } reason)
            {
                rejected.Add(new(resource.Name, reason));
            }
            else
            {
                changes.Add(change);
            }
        }

        Apply(update.Removed, static (builder, name) => builder.RemoveAddress(name), changes);
        return rejected;
    }

    private List<Rejection> ApplyPolicies(ResourceUpdate update)
    {
        var rejected = new List<Rejection>();
        var changes = new List<Action<MeshStateBuilder>>(update.Resources.Count);
        foreach (var resource in update.Resources)
        {
            var decoded = Parse(Messages.Security.Authorization.Parser, resource, out var message) is { } broken
                ? Decoded<Policies.AuthorizationPolicy>.Rejected(broken)
                : AuthorizationDecoder.Decode(message!);
            if (decoded.IsValid)
            {
                // Removals come by resource name, so the policy is kept under that name.
                var policy = resource.Name.Length > 0 ? decoded.Value with { Key = resource.Name } : decoded.Value;
                changes.Add(builder => builder.Put(policy));
            }
            else
            {
                rejected.Add(new(resource.Name, decoded.Error));
            }
        }

        Apply(update.Removed, static (builder, name) => builder.RemovePolicy(name), changes);
        return rejected;
    }

    private List<Rejection> ApplyTrust(ResourceUpdate update)
    {
        var rejected = new List<Rejection>();
        foreach (var resource in update.Resources)
        {
            var error = Parse(Messages.Mesh.ProxyConfig.Parser, resource, out var message);
            if (error is null && message!.CaCertificatesPem.Count == 0)
            {
                continue; // a server that has no bundle to publish; the roots of the certificates stay in force
            }

            if (error is null && TrustBundle.TryParse(string.Join('\n', message!.CaCertificatesPem), out var bundle, out error))
            {
                trust.Publish(bundle);
            }
            else
            {
                rejected.Add(new(resource.Name, error ?? "no certificate"));
            }
        }

        return rejected;
    }

    private void Apply(IReadOnlyList<string> removed, Action<MeshStateBuilder, string> remove, List<Action<MeshStateBuilder>> changes)
    {
        if (removed.Count == 0 && changes.Count == 0)
        {
            return;
        }

        store.Apply(builder =>
        {
            foreach (var name in removed)
            {
                remove(builder, name);
            }

            foreach (var change in changes)
            {
                change(builder);
            }
        });
    }

    /// <returns>Null when decoded, else the reason.</returns>
    private static string? TryDecodeAddress(ReceivedResource resource, out Action<MeshStateBuilder> change)
    {
        change = static _ => { };
        if (Parse(Messages.Workload.Address.Parser, resource, out var message) is { } broken)
        {
            return broken;
        }

        switch (message!.TypeCase)
        {
            case Messages.Workload.Address.TypeOneofCase.Workload:
                var workload = AddressDecoder.Decode(message.Workload);
                change = builder => builder.Put(workload.Value!);
                return workload.Error;
            case Messages.Workload.Address.TypeOneofCase.Service:
                var service = AddressDecoder.Decode(message.Service);
                change = builder => builder.Put(service.Value!);
                return service.Error;
            default:
                return "address that is neither a workload nor a service";
        }
    }

    private static string? Parse<T>(MessageParser<T> parser, ReceivedResource resource, out T? message)
        where T : class, IMessage<T>
    {
        try
        {
            message = parser.ParseFrom(resource.Body);
            return null;
        }
        catch (InvalidProtocolBufferException e)
        {
            message = null;
            return e.Message;
        }
    }
}
