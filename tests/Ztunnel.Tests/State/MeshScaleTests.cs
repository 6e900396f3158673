using System.Collections.Immutable;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.Policies;
using Ztunnel.State;

namespace Ztunnel.Tests.State;

/// <summary>The control plane chooses how many of everything there are; a batch of them costs in proportion.</summary>
public sealed class MeshScaleTests
{
    private const int Count = 1_000;

    private static readonly IpAddress Shared = IpAddress.Parse("10.0.0.1");
    private static readonly NamespacedHostname Reviews = new("shop", "reviews.shop");

    private int _puts;

    [Theory]
    [InlineData("Namespace")]
    [InlineData("Global")]
    [InlineData("WorkloadSelector")]
    public void Policies_of_one_scope(string scope) => AssertInProportion(
        (builder, i) => builder.Put(Policy(i, Enum.Parse<PolicyScope>(scope))), (builder, i) => builder.RemovePolicy($"shop/policy-{i}"));

    [Fact]
    public void Workloads_at_one_address() => AssertInProportion((builder, i) => builder.Put(Workload(i)), RemoveWorkload);

    [Fact]
    public void Workloads_of_one_service() => AssertInProportion(
        (builder, i) => builder.Put(Workload(i) with { Addresses = [], Services = ValueMap.Create(KeyValuePair.Create(Reviews, ServicePorts.Empty)) }),
        RemoveWorkload);

    [Fact]
    public void Services_at_one_address() => AssertInProportion(
        (builder, i) => builder.Put(Service($"svc-{i}", "shop") with { Vips = [new("", Shared)] }), (builder, i) => builder.RemoveAddress($"shop/svc-{i}"));

    [Fact]
    public void Services_of_one_name() => AssertInProportion(
        (builder, i) => builder.Put(Service("web", $"ns-{i}")), (builder, i) => builder.RemoveAddress($"ns-{i}/web"));

    [Fact]
    public void Services_of_one_workload()
    {
        var growth = Allocated.Growth(Count, count =>
        {
            var store = new MeshStore();
            var names = Enumerable.Range(0, count).Select(i => new NamespacedHostname("shop", $"svc-{i}"));
            var services = names.Select(name => KeyValuePair.Create(name, ServicePorts.Empty)).ToValueMap();
            store.Apply(builder => builder.Put(Workload(0) with { Services = services }));
            store.Apply(builder => builder.Put(Workload(0)));
        });

        Assert.InRange(growth, 2, 7);
    }

    [Fact]
    public void Policies_of_one_workload()
    {
        var growth = Allocated.Growth(Count, count =>
        {
            var names = Enumerable.Range(0, count).Select(i => $"shop/policy-{i}").ToValueList();
            new MeshStore().Apply(builder => builder.Put(Workload(0) with { AuthorizationPolicies = names }));
        });

        Assert.InRange(growth, 2, 7);
    }

    [Fact]
    public void The_owner_that_is_preferred_is_found_without_comparing_all_with_all()
    {
        var comparisons = 0;
        var builder = new OwnersBuilder<string, string>(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty,
            (left, right) =>
            {
                comparisons++;
                return string.CompareOrdinal(left, right);
            });
        for (var i = 10_000; i > 0; i--)
        {
            builder.Add("address", $"{i:D6}");
        }

        var owners = builder.Build()["address"];

        Assert.Equal(10_000, owners.Length);
        Assert.Equal("010000", owners[^1]);
        Assert.InRange(comparisons, 1, 10_000 * 40); // n log n; one by one it would be n² / 2 = 50 million.
    }

    /// <summary>A batch that adds, then one that replaces, then one that removes.</summary>
    private static void AssertInProportion(Action<MeshStateBuilder, int> put, Action<MeshStateBuilder, int> remove)
    {
        var growth = Allocated.Growth(Count, count =>
        {
            var store = new MeshStore();
            foreach (var change in new[] { put, put, remove })
            {
                store.Apply(builder =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        change(builder, i);
                    }
                });
            }

            Assert.Empty(store.Current.Workloads);
            Assert.Empty(store.Current.Services);
            Assert.Equal(0, store.Current.Policies.Count);
        });

        Assert.InRange(growth, 2, 7);
    }

    private static void RemoveWorkload(MeshStateBuilder builder, int index) => builder.RemoveAddress($"c//Pod/shop/{index}");

    private AuthorizationPolicy Policy(int index, PolicyScope scope) => new()
    {
        Name = $"policy-{index}",
        Namespace = "shop",
        Key = $"shop/policy-{index}",
        Scope = scope,
        Rules = [new PolicyRule([new PolicyClause([new PolicyMatch { DestinationPorts = [(ushort)_puts++] }])])],
    };

    private static Workload Workload(int index) => new()
    {
        Uid = $"c//Pod/shop/{index}",
        Name = $"{index}",
        Namespace = "shop",
        Addresses = [Shared],
    };

    private static Service Service(string host, string ns) => new() { Name = host, Key = new(ns, host) };
}
