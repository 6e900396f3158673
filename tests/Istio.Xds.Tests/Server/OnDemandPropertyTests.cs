using CsCheck;
using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

/// <summary>A client that asks on demand, against the definition of what its names cover, computed from scratch.</summary>
public sealed class OnDemandPropertyTests
{
    private const string Node = "node/n1";

    private static readonly string[] Askable = ["s1", "s2", "w1", "w2", "w3", "/vip1", "/vip2", "/ip1", "/ip2", "/ip3", "nothing"];

    // A step asks for a name or gives one up, and then gives one resource another content, other services, another node, or removes it.
    private static readonly Gen<(int Name, bool Subscribe, int Resource, int Content, int Services, bool OnNode)> Steps =
        Gen.Select(Gen.Int[0, Askable.Length - 1], Gen.Bool, Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool);

    public static TheoryData<string> Types => [ResourceTypes.Address.TypeUrl, ResourceTypes.Workload.TypeUrl];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_client_holds_at_its_current_version_whatever_its_names_cover(string typeUrl) =>
        Steps.Array[1, 40].Sample(steps =>
        {
            var type = ResourceTypes.Of(typeUrl);
            var set = ResourceSet.Empty;
            var names = new HashSet<string>();
            var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n", Node);
            var client = new ClientModel(stream, XdsVariant.Delta, type);
            client.Send(new DeltaDiscoveryRequest { ResourceNamesSubscribe = { "*" }, ResourceNamesUnsubscribe = { "*" } });
            foreach (var step in steps)
            {
                Ask(client, names, set, Askable[step.Name], step.Subscribe);
                Check(client, type, names, set);

                set = Change(set, step);
                stream.Update(ResourceView.Empty.With(ResourceTypes.Address, set));
                client.Drain();
                Check(client, type, names, set);
            }
        });

    private static void Ask(ClientModel client, HashSet<string> names, ResourceSet set, string name, bool subscribe)
    {
        var request = new DeltaDiscoveryRequest();
        if (subscribe)
        {
            names.Add(name);
            request.ResourceNamesSubscribe.Add(name);
            client.Send(request);
            return;
        }

        names.Remove(name);
        request.ResourceNamesUnsubscribe.Add(name);
        client.Send(request);
        // A client drops by itself what it no longer asks for.
        var covered = Covered(names, set);
        foreach (var held in client.Held.Keys.Where(held => !covered.Contains(held)).ToArray())
        {
            client.Held.Remove(held);
        }
    }

    private static void Check(ClientModel client, ResourceType type, HashSet<string> names, ResourceSet set)
    {
        // Services cover workloads for a client of workloads too, but are not sent to it.
        var due = Covered(names, set).Where(name => type.FormOf(set.Find(name)!) is not null);
        Assert.All(due, name => Assert.Equal((name, set.Find(name)!.Version), (name, client.Held.GetValueOrDefault(name))));
        Assert.All(client.Held.Keys, name => Assert.Equal(type.TypeUrl, type.FormOf(set.Find(name)!)!.TypeUrl));
        Assert.All(client.Held, held => Assert.Equal((held.Key, set.Find(held.Key)?.Version), (held.Key, held.Value)));
    }

    private static HashSet<string> Covered(HashSet<string> names, ResourceSet set)
    {
        var covered = new HashSet<string>();
        int before;
        do
        {
            before = covered.Count;
            foreach (var resource in set.Resources.Values)
            {
                if (names.Contains(resource.Name)
                    || resource.Aliases.Any(names.Contains)
                    || resource.Groups.Any(group => names.Contains(group) || covered.Contains(group) || (group == Node && names.Count > 0)))
                {
                    covered.Add(resource.Name);
                }
            }
        }
        while (covered.Count > before);

        return covered;
    }

    private static ResourceSet Change(ResourceSet set, (int Name, bool Subscribe, int Resource, int Content, int Services, bool OnNode) step)
    {
        var isService = step.Resource < 2;
        var name = isService ? $"s{step.Resource + 1}" : $"w{step.Resource - 1}";
        if (step.Content == 0)
        {
            return set.With([], [name]);
        }

        var groups = new List<string>();
        if (!isService)
        {
            groups.AddRange(Enumerable.Range(0, 2).Where(service => (step.Services & (1 << service)) != 0).Select(service => $"s{service + 1}"));
            groups.AddRange(step.OnNode ? [Node] : []);
        }

        // Content follows groups, as that of a workload follows its services.
        var content = (step.Content * 8) + (step.Services * 2) + (step.OnNode ? 1 : 0);
        string[] aliases = [isService ? $"/vip{step.Resource + 1}" : $"/ip{step.Resource - 1}"];
        return set.With([TestResources.Make(ResourceTypes.Address, name, content, aliases, [.. groups], isService ? null : ResourceTypes.Workload)], []);
    }
}
