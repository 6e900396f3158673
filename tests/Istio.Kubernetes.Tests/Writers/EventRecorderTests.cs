using System.Text.Json;
using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Writers;

/// <summary>Against a real API server.</summary>
public sealed class EventRecorderTests(SharedKubeApi shared)
{
    private static readonly Resource Events = new("events.k8s.io", "v1", "events");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_event_is_one_object_with_a_count()
    {
        using var client = await ConnectAsync("recorded-events");
        var recorder = Recorder(client);
        await using var running = new BackgroundTask(recorder.RunAsync);
        running.Start();
        var web = new ObjectReference("v1", "Service", "recorded-events", "web");
        for (var i = 0; i < 5; i++)
        {
            recorder.Record(new(web, IsWarning: true, "Refused", "Translate", new string('ä', 600)));
        }

        recorder.Record(new(web, IsWarning: false, "Accepted", "Translate", "all is well"));

        var found = await UntilAsync(client, "recorded-events", events => events.Count == 2 && events.Any(e => e.TryGetProperty("series", out _)));
        var refused = found.Single(e => e.GetProperty("reason").GetString() == "Refused");
        Assert.Equal(5, refused.GetProperty("series").GetProperty("count").GetInt32());
        Assert.Equal("Warning", refused.GetProperty("type").GetString());
        Assert.Equal("Translate", refused.GetProperty("action").GetString());
        Assert.Equal(new string('ä', 512), refused.GetProperty("note").GetString());
        Assert.Equal("web", refused.GetProperty("regarding").GetProperty("name").GetString());
        Assert.Equal("istiod-1", refused.GetProperty("reportingInstance").GetString());
        Assert.False(found.Single(e => e.GetProperty("reason").GetString() == "Accepted").TryGetProperty("series", out _));
    }

    [Fact]
    public async Task An_event_that_the_server_refuses_holds_up_no_other()
    {
        using var client = await ConnectAsync("refused-events");
        var recorder = Recorder(client);
        await using var running = new BackgroundTask(recorder.RunAsync);
        running.Start();

        recorder.Record(new(new("v1", "Service", "no-such-namespace", "web"), IsWarning: false, "Accepted", "Translate", "lost"));
        recorder.Record(new(new("v1", "Service", "refused-events", "web"), IsWarning: false, "Accepted", "Translate", "kept"));

        await UntilAsync(client, "refused-events", events => events.Count == 1);
    }

    [Fact]
    public async Task More_than_the_most_are_dropped_and_an_old_one_makes_room()
    {
        await using var server = new ScriptedServer("201 Created");
        using var client = new ApiClient(new(server.Address), "tests");
        var writer = new ObjectWriter(client, new(1e6, 1_000_000, TimeProvider.System), TimeProvider.System);
        var recorder = new EventRecorder(writer, "istio.io/tests", "istiod-1", TimeProvider.System)
        {
            Interval = TimeSpan.FromMilliseconds(50),
            SeriesEnd = TimeSpan.FromMilliseconds(1),
        };
        for (var i = 0; i < EventRecorder.MostSeries + 10; i++)
        {
            recorder.Record(new(new("v1", "Service", "shop", $"web-{i}"), IsWarning: false, "Accepted", "Translate", "all is well"));
        }

        await using var running = new BackgroundTask(recorder.RunAsync);
        running.Start();

        await WaitAsync(() => server.Requests == EventRecorder.MostSeries);
        await WaitAsync(() =>
        {
            recorder.Record(new(new("v1", "Service", "shop", "later"), IsWarning: false, "Accepted", "Translate", "all is well"));
            return server.Requests > EventRecorder.MostSeries;
        });
    }

    private static EventRecorder Recorder(ApiClient client)
    {
        var writer = new ObjectWriter(client, new(80, 160, TimeProvider.System), TimeProvider.System);
        return new(writer, "istio.io/tests", "istiod-1", TimeProvider.System) { Interval = TimeSpan.FromMilliseconds(500) };
    }

    private static async Task<List<JsonElement>> UntilAsync(ApiClient client, string ns, Func<List<JsonElement>, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var list = JsonDocument.Parse(await client.GetAsync(Events.Path(ns), limit.Token));
            var events = list.RootElement.GetProperty("items").Clone().EnumerateArray().ToList();
            if (isReached(events))
            {
                return events;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task WaitAsync(Func<bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isReached())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private async Task<ApiClient> ConnectAsync(string ns)
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(ObjectText.Namespace(ns));
        return new(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
    }
}
