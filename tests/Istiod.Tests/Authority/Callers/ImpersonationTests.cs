using Istio.Core.Identity;
using Istio.Core.Values;
using Istio.Security.Tokens;
using Istiod.Authority.Callers;

namespace Istiod.Tests.Authority.Callers;

public sealed class ImpersonationTests
{
    private const string Reviews = "spiffe://cluster.local/ns/default/sa/reviews";

    private static readonly ListedPods Pods = new(
        "Kubernetes",
        ("istio-system", "ztunnel-a", new PlacedPod("uid-a", "ztunnel", "node-a")),
        ("istio-system", "ztunnel-b", new PlacedPod("uid-b", "ztunnel", "node-b")),
        ("istio-system", "pending", new PlacedPod("uid-p", "ztunnel", "")),
        ("default", "reviews-1", new PlacedPod("uid-r", "reviews", "node-a")));

    private static readonly ServiceAccountClaims NodeA = new("istio-system", "ztunnel", new BoundPod("ztunnel-a", "uid-a", "node-a"));

    [Fact]
    public void A_trusted_node_may_ask_for_what_runs_on_it() => Assert.Null(Refusal(NodeA));

    [Fact]
    public void Another_trust_domain_is_refused() => Assert.Equal(
        "the requested identity 'spiffe://evil.domain/ns/default/sa/reviews' is not of trust domain 'cluster.local'",
        Refusal(NodeA, "spiffe://evil.domain/ns/default/sa/reviews"));

    [Fact]
    public void What_runs_on_another_node_is_refused() =>
        Assert.Equal("no pod of default/reviews runs on the caller's node 'node-b'", Refusal(NodeA with { Pod = new BoundPod("ztunnel-b", "uid-b", "node-b") }));

    [Fact]
    public void A_token_that_is_bound_to_another_node_than_its_pod_is_refused() => Assert.Equal(
        "the caller's token is bound to node 'node-a', its pod runs on 'node-b'", Refusal(NodeA with { Pod = new BoundPod("ztunnel-b", "uid-b", "node-a") }));

    [Fact]
    public void A_token_that_names_no_node_counts_by_its_pod() => Assert.Null(Refusal(NodeA with { Pod = new BoundPod("ztunnel-a", "uid-a", "") }));

    [Fact]
    public void A_caller_that_is_not_scheduled_is_refused() => Assert.NotNull(Refusal(NodeA with { Pod = new BoundPod("pending", "uid-p", "") }));

    [Fact]
    public void A_token_of_a_former_pod_of_the_same_name_is_refused()
    {
        Assert.NotNull(Refusal(NodeA with { Pod = new BoundPod("ztunnel-a", "uid-old", "node-a") }));
        Assert.NotNull(Refusal(NodeA with { Pod = new BoundPod("ztunnel-gone", "uid-a", "node-a") }));
    }

    [Fact]
    public void Untrusted_accounts_unbound_tokens_and_certificates_are_refused()
    {
        Assert.Equal("account default/reviews is not in CA_TRUSTED_NODE_ACCOUNTS", Refusal(new ServiceAccountClaims("default", "reviews", new BoundPod("reviews-1", "uid-r", "node-a"))));
        Assert.Equal("only a token that is bound to a pod may impersonate", Refusal(NodeA with { Pod = null }));
        Assert.Equal("only a token that is bound to a pod may impersonate", Refusal(account: null));
    }

    [Fact]
    public void An_unknown_cluster_is_refused_and_an_absent_header_means_ours()
    {
        Assert.Equal("cluster 'elsewhere' is not known", Refusal(NodeA, cluster: "elsewhere"));
        Assert.Null(Refusal(NodeA, cluster: ""));
    }

    [Theory]
    [InlineData("spiffe://cluster.local/reviews")]
    [InlineData("spiffe://cluster.local/ns/*/sa/*")]
    [InlineData("spiffe://cluster.local/ns/default/sa/reviews%2f")]
    [InlineData("cluster.local/ns/default/sa/reviews")]
    public void A_request_that_is_no_workload_is_refused(string requested) =>
        Assert.Equal($"the requested identity '{requested}' is not a workload's", Refusal(NodeA, requested));

    [Fact]
    public void Nobody_may_without_trusted_accounts() =>
        Assert.NotNull(new Impersonation([], Pods, "Kubernetes", () => "cluster.local").Refusal(Caller(NodeA, "Kubernetes"), Reviews, out _));

    private static string? Refusal(ServiceAccountClaims? account, string requested = Reviews, string cluster = "Kubernetes")
    {
        ValueList<string> trusted = ["istio-system/ztunnel"];
        return new Impersonation(trusted, Pods, "Kubernetes", () => "cluster.local").Refusal(Caller(account, cluster), requested, out _);
    }

    private static Caller Caller(ServiceAccountClaims? account, string cluster) =>
        new(CallerSource.Token, new SpiffeId("cluster.local", "istio-system", "ztunnel"), account, cluster);
}
