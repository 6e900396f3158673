using System.Threading.Channels;
using Grpc.Core;
using Istio.Testing.Logging;
using Istio.Xds.Resources;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Client;

public sealed class AdsClientTests
{
    private static readonly EncodedResource A = TestResources.Make(ResourceTypes.Address, "a", 1);
    private static readonly EncodedResource B = TestResources.Make(ResourceTypes.Address, "b", 1);
    private static readonly EncodedResource B2 = TestResources.Make(ResourceTypes.Address, "b", 2);

    [Fact]
    public async Task A_client_is_ready_after_its_first_response_and_follows_changes()
    {
        var view = TestResources.View(ResourceTypes.Address, A);
        await using var server = await TestAdsServer.StartAsync(view);
        await using var client = new RunningClient(server.Address, ResourceTypes.Address);

        await Limited(client.Client.Ready);
        Assert.Equal(["a"], client.Contents.Keys);
        await Next(client.Updates);

        server.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([B], ["a"])));
        await Next(client.Updates);
        Assert.Equal(["b"], client.Contents.Keys);
    }

    [Fact]
    public async Task Only_first_requests_carry_the_node()
    {
        await using var server = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A));
        await using var client = new RunningClient(server.Address, ResourceTypes.Address);

        Assert.NotNull((await Next(server.Requests)).Node);
        var acknowledgement = await Next(server.Requests);
        Assert.Null(acknowledgement.Node);
        Assert.NotEmpty(acknowledgement.ResponseNonce);
    }

    [Fact]
    public async Task A_rejection_names_the_resource_and_the_others_of_the_response_are_applied()
    {
        await using var server = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A, B));
        await using var client = new RunningClient(server.Address, ResourceTypes.Address, reject: content => content == "b:1" ? "cannot be" : null);

        await Next(server.Requests);
        var answer = await Next(server.Requests);

        Assert.Equal("b: cannot be", answer.ErrorDetail?.Message);
        Assert.Equal(["a"], client.Contents.Keys);
    }

    [Fact]
    public async Task A_new_stream_brings_the_versions_in_force_and_gets_only_what_differs()
    {
        var view = TestResources.View(ResourceTypes.Address, A, B);
        await using var server = await TestAdsServer.StartAsync(view);
        await using var client = new RunningClient(server.Address, ResourceTypes.Address, reject: content => content == "b:2" ? "cannot be" : null);
        await Next(server.Requests);
        await Next(server.Requests);
        await Next(server.Responses);

        // The rejected version is not what the client has.
        server.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([B2], [])));
        Assert.NotNull((await Next(server.Requests)).ErrorDetail);
        await Next(server.Responses);

        server.Break(new Status(StatusCode.Unavailable, "restarting"));
        var first = await Next(server.Requests);
        Assert.Equal(new Dictionary<string, string> { ["a"] = A.Version, ["b"] = B.Version }, first.InitialResourceVersions.ToDictionary());
        Assert.Equal(["b"], (await Next(server.Responses)).Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task What_was_applied_stays_while_the_server_is_gone_and_the_client_finds_the_next_one()
    {
        var view = TestResources.View(ResourceTypes.Address, A);
        var server = await TestAdsServer.StartAsync(view);
        await using var client = new RunningClient(server.Address, ResourceTypes.Address);
        await Next(client.Updates);
        await server.DisposeAsync();

        Assert.Equal(["a"], client.Contents.Keys);
        await using var next = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A, B), server.Address.Port);
        var update = await Next(client.Updates);

        Assert.Equal(["b"], update.Resources.Select(resource => resource.Name));
        Assert.Equal(["a", "b"], client.Contents.Keys.Order());
    }

    [Fact]
    public async Task A_response_that_cannot_be_applied_is_rejected_and_the_stream_goes_on()
    {
        var log = RecordedLog.OfProcess;
        var view = TestResources.View(ResourceTypes.Address, A, B);
        await using var server = await TestAdsServer.StartAsync(view);
        await using var client = new RunningClient(
            server.Address, ResourceTypes.Address, reject: static content => content == "b:2" ? throw new InvalidCastException("a bug of b") : null);
        await Next(server.Requests);
        await Next(server.Requests);

        view = view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([B2], []));
        server.Update(view);
        var rejection = (await Next(server.Requests)).ErrorDetail;
        Assert.Equal((13, true), (rejection?.Code, rejection?.Message.Contains("InvalidCastException: a bug of b", StringComparison.Ordinal)));
        Assert.Contains("a bug of b", Assert.Single(log.Lines("is rejected as a whole")), StringComparison.Ordinal);
        Assert.Equal("b:1", client.Contents["b"]);

        var b3 = TestResources.Make(ResourceTypes.Address, "b", 3);
        server.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([b3], [])));
        Assert.Null((await Next(server.Requests)).ErrorDetail);
        Assert.Equal("b:3", client.Contents["b"]);
    }

    [Fact]
    public async Task A_client_whose_first_response_cannot_be_applied_is_not_ready_and_asks_for_all_of_it_again()
    {
        await using var server = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A));
        var attempts = 0;
        await using var client = new RunningClient(
            server.Address, ResourceTypes.Address, reject: _ => attempts++ == 0 ? throw new InvalidCastException("once") : null);
        await Next(server.Requests);
        Assert.NotNull((await Next(server.Requests)).ErrorDetail);
        Assert.False(client.Client.Ready.IsCompleted);

        server.Break(new Status(StatusCode.Unavailable, "restarting"));
        Assert.Empty((await Next(server.Requests)).InitialResourceVersions);
        await Limited(client.Client.Ready);
    }

    [Fact]
    public async Task A_stream_that_fails_in_an_unknown_way_is_followed_by_the_next()
    {
        var log = RecordedLog.OfProcess;
        await using var server = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A));
        var attempts = 0;
        await using var client = new RunningClient(
            server.Address, ResourceTypes.Address, beforeConnect: () => _ = attempts++ == 0 ? throw new NotSupportedException("no such socket") : 0);

        await Limited(client.Client.Ready);
        Assert.Contains("no such socket", Assert.Single(log.Lines("stream failed, connecting again")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_demand_nothing_comes_until_a_name_is_asked_for_and_each_name_is_asked_once()
    {
        await using var server = await TestAdsServer.StartAsync(TestResources.View(ResourceTypes.Address, A, B));
        await using var client = new RunningClient(server.Address, ResourceTypes.Address, onDemand: true);
        await Limited(client.Client.Ready);

        client.Client.Demand(ResourceTypes.Address.TypeUrl, "b");
        client.Client.Demand(ResourceTypes.Address.TypeUrl, "b");
        client.Client.Demand(ResourceTypes.Address.TypeUrl, "none");

        Assert.Equal(["b"], (await Next(client.Updates)).Resources.Select(resource => resource.Name));
        Assert.Equal(["none"], (await Next(client.Updates)).Removed);
    }

    private static async Task<T> Next<T>(Channel<T> channel) => await Limited(channel.Reader.ReadAsync().AsTask());

    private static Task<T> Limited<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    private static Task Limited(Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
