using Istio.Testing;

namespace Istio.Xds.Tests.Transcripts;

/// <summary>Streams recorded from istiod 1.28.4, replayed against <see cref="Istio.Xds.Server.ServerStream"/>.</summary>
public sealed class TranscriptTests
{
    // Where we differ on purpose, by transcript and recorded nonce.
    private static readonly Dictionary<string, Dictionary<string, string>> Deviations = new()
    {
        ["ztunnel-on-demand"] = new() { ["n6"] = "unsubscribing one name must not remove all the others" },
        ["ztunnel-reconnect"] = Enumerable.Range(4, 11).ToDictionary(i => $"n{i}", _ => "an acknowledgement must not be answered with the whole state again"),
    };

    private static readonly Dictionary<string, string> NotReplayed = new()
    {
        ["debug-types"] = "the types istio.io/debug are not resources but istiod's pages: replayed in Istiod.Tests",
        ["errors"] = "stream errors are istiod's: replayed in Istiod.Tests",
        ["grpc-connect"] = "proxyless gRPC is not served yet",
        ["delta-config-changes"] = "which types a change touches is decided by the translation of Envoy types, not built yet",
        ["sotw-config-changes"] = "as delta-config-changes",
    };

    // In the recorded cluster: the services of each pod, and all pods run on the client's node.
    private static readonly Dictionary<string, string[]> Groups = new()
    {
        ["Kubernetes//Pod/shop/web-v1-a"] = ["node:node-1", "shop/web.shop.svc.cluster.local"],
        ["Kubernetes//Pod/shop/cart-v1-a"] = ["node:node-1", "shop/cart.shop.svc.cluster.local"],
        ["Kubernetes//Pod/shop/waypoint-6c8d-xx1"] = ["node:node-1", "shop/waypoint.shop.svc.cluster.local"],
        ["Kubernetes//Pod/shop/fresh-1"] = ["node:node-1", "shop/fresh.shop.svc.cluster.local"],
    };

    public static TheoryData<string> Names =>
        new(["ztunnel-wildcard", "ztunnel-on-demand", "ztunnel-reconnect", "delta-sidecar-connect", "sotw-sidecar-connect", "delta-nack-and-nonce", "sotw-nack-and-nonce",
            "delta-wildcard", "delta-eds-rds-subscriptions", "sotw-eds-rds-subscriptions", "reconnect", "delta-gateway-connect-and-secret-rotation",
            "sotw-gateway-connect-and-secret-rotation"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_client_gets_the_recorded_answers_without_repetition(string name)
    {
        var lines = TranscriptLine.Read(RepositoryPaths.RequireConformance("xds-recorded", "transcripts", $"{name}.jsonl"));
        var replay = new TranscriptReplay(lines, new TranscriptWorld(lines, Groups), "node:node-1", Deviations.GetValueOrDefault(name) ?? []);

        replay.Run();

        Assert.True(replay.Compared > 1);
    }

    [Fact]
    public void Every_transcript_is_replayed_or_says_why_not()
    {
        var folder = RepositoryPaths.RequireConformance("xds-recorded", "transcripts");
        var present = Directory.GetFiles(folder, "*.jsonl").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(present.Order(), Names.Select(row => row.Data).Concat(NotReplayed.Keys).Order());
    }
}
