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
            var change = DecodeAddress(resource);
            if (change.IsValid)
            {
                changes.Add(change.Value);
            }
            else
            {
                rejected.Add(new(resource.Name, change.Error));
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
            var message = Parse(Messages.Security.Authorization.Parser, resource);
            var decoded = message.IsValid ? AuthorizationDecoder.Decode(message.Value) : Decoded<Policies.AuthorizationPolicy>.Rejected(message.Error);
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
            var message = Parse(Messages.Mesh.ProxyConfig.Parser, resource);
            if (message.IsValid && message.Value.CaCertificatesPem.Count == 0)
            {
                continue; // a server that has no bundle to publish; the roots of the certificates stay in force
            }

            var error = message.Error;
            if (message.IsValid && TrustBundle.TryParse(string.Join('\n', message.Value.CaCertificatesPem), out var bundle, out error))
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

    private static Decoded<Action<MeshStateBuilder>> DecodeAddress(ReceivedResource resource)
    {
        var message = Parse(Messages.Workload.Address.Parser, resource);
        if (!message.IsValid)
        {
            return Decoded<Action<MeshStateBuilder>>.Rejected(message.Error);
        }

        return message.Value.TypeCase switch
        {
            Messages.Workload.Address.TypeOneofCase.Workload =>
                Change(AddressDecoder.Decode(message.Value.Workload), static (builder, workload) => builder.Put(workload)),
            Messages.Workload.Address.TypeOneofCase.Service =>
                Change(AddressDecoder.Decode(message.Value.Service), static (builder, service) => builder.Put(service)),
            _ => Decoded<Action<MeshStateBuilder>>.Rejected("address that is neither a workload nor a service"),
        };
    }

    private static Decoded<Action<MeshStateBuilder>> Change<T>(Decoded<T> decoded, Action<MeshStateBuilder, T> put)
        where T : class
    {
        if (!decoded.IsValid)
        {
            return Decoded<Action<MeshStateBuilder>>.Rejected(decoded.Error);
        }

        var value = decoded.Value;
        return new(builder => put(builder, value), null);
    }

    private static Decoded<T> Parse<T>(MessageParser<T> parser, ReceivedResource resource)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(resource.Body);
        }
        catch (InvalidProtocolBufferException e)
        {
            return Decoded<T>.Rejected(e.Message);
        }
    }
}
