using System.Text.Json;
using Envoy.Config.Core.V3;
using Grpc.Core;
using Istio.Core.Identity;
using Istio.Testing;
using Istio.Xds.Resources;

namespace Istiod.Tests.Discovery;

/// <summary>
/// Streams recorded from istiod 1.28.4 whose answers are istiod's own: how streams end, and questions instead of resources. The other transcripts are replayed
/// in
/// <c>Istio.Xds.Tests</c>.
/// </summary>
public sealed class RecordedStreamTests
{
    // A dump of a sidecar's Envoy configuration, of which there is none here.
    private const string NeedsSidecar = "istio.io/debug/config_dump";

    [Theory]
    [InlineData("errors", 7, 7)]
    [InlineData("debug-types", 15, 14)]
    public async Task A_recorded_client_gets_the_recorded_answers(string transcript, int streams, int compared)
    {
        await using var istiod = await RunningIstiod.StartAsync();
        var file = RepositoryPaths.RequireConformance("xds-recorded", "transcripts", $"{transcript}.jsonl");
        var recorded = Streams(File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement));

        var answers = 0;
        foreach (var stream in recorded)
        {
            answers += await ReplayAsync(istiod, stream);
        }

        Assert.Equal((streams, compared), (recorded.Count, answers));
    }

    private static async Task<int> ReplayAsync(RunningIstiod istiod, IReadOnlyList<JsonElement> lines)
    {
        var connect = lines[0];
        Assert.True(SpiffeId.TryParse(connect.GetProperty("identity").GetString()!, out var identity));
        using var client = new EitherClient(
            istiod.Secure(), istiod.TokenOf(identity.Namespace, identity.ServiceAccount), isDelta: connect.GetProperty("connect").GetString() == "DeltaAggregatedResources");
        var compared = 0;
        foreach (var line in lines.Skip(1))
        {
            if (line.TryGetProperty("request", out var request))
            {
                await client.SendAsync(request, request.TryGetProperty("node", out _) ? NodeOf(connect) : null);
                if (ResourceTypes.IsKnown(TypeOf(request)) && request.TryGetProperty("node", out _) is false && compared > 0)
                {
                    // From here on the recorded client is a sidecar.
                    Assert.Equal(StatusCode.Unimplemented, (await client.EndAsync()).StatusCode);
                    return compared;
                }
            }
            else if (line.TryGetProperty("response", out var expected))
            {
                compared += Compare(expected, await client.NextAsync());
            }
            else
            {
                var status = await client.EndAsync();
                Assert.Equal(line.GetProperty("streamError").GetString(), $"rpc error: code = {status.StatusCode} desc = {status.Detail}");
                compared++;
            }
        }

        return compared;
    }

    private static int Compare(JsonElement expected, (string TypeUrl, IReadOnlyList<string> Names) ours)
    {
        Assert.Equal(TypeOf(expected), ours.TypeUrl);
        if (ours.TypeUrl == NeedsSidecar)
        {
            Assert.Empty(ours.Names);
            return 0;
        }

        // A state of the world response names the type of what carries no name.
        Assert.Equal(expected.GetProperty("resources").EnumerateArray().Select(name => name.GetString()!), ours.Names);
        return 1;
    }

    private static Node NodeOf(JsonElement connect)
    {
        var id = connect.GetProperty("nodeId").GetString()!;
        return id.Contains("tool", StringComparison.Ordinal)
            ? RunningIstiod.NodeOf(id, ("NAMESPACE", "istio-system"), ("SERVICE_ACCOUNT", "istiod-tool"))
            : RunningIstiod.NodeOf(id, ("NAMESPACE", "shop"), ("SERVICE_ACCOUNT", "web"));
    }

    private static string TypeOf(JsonElement message) => message.GetProperty("typeUrl").GetString()!;

    private static List<List<JsonElement>> Streams(IEnumerable<JsonElement> lines)
    {
        var streams = new List<List<JsonElement>>();
        foreach (var line in lines)
        {
            if (line.TryGetProperty("connect", out _))
            {
                streams.Add([]);
            }

            streams[^1].Add(line);
        }

        return streams;
    }
}
