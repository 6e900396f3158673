using Istio.Core.Values;
using Ztunnel.Policies;

namespace Ztunnel.State;

/// <summary>What a local configuration file holds; kept beside the live state because the dump shows it on its own.</summary>
internal sealed record LocalState(ValueList<Workload> Workloads, ValueList<Service> Services, ValueList<AuthorizationPolicy> Policies)
{
    public static LocalState Empty { get; } = new([], [], []);

    public void ApplyTo(MeshStore store) => store.Apply(builder =>
    {
        foreach (var workload in Workloads)
        {
            builder.Put(workload);
        }

        foreach (var service in Services)
        {
            builder.Put(service);
        }

        foreach (var policy in Policies)
        {
            builder.Put(policy);
        }
    });
}
