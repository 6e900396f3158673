using System.Collections.Concurrent;
using Istio.Core.Net;
using Ztunnel.Proxy.Outbound;

namespace Ztunnel.Tests.Outbound;

public sealed class HostnameCacheTests
{
    private static readonly IpAddress[] Addresses = [IpAddress.Parse("10.0.0.1"), IpAddress.Parse("fd00::1")];

    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private Func<string, Task<IpAddress[]?>> _answer = _ => Task.FromResult<IpAddress[]?>(Addresses);

    public HostnameCacheTests() => Names = new HostnameCache(AskAsync, _clock);

    private HostnameCache Names { get; }

    [Fact]
    public async Task An_answer_holds_for_its_time_and_no_longer()
    {
        Assert.Equal(Addresses, await Names.LookUpAsync("example.com"));

        _clock.Advance(HostnameCache.TimeToLive - TimeSpan.FromTicks(1));
        var known = Names.LookUpAsync("EXAMPLE.com");
        Assert.True(known.IsCompletedSuccessfully);
        Assert.Equal(Addresses, await known);
        Assert.Single(_asked);

        _clock.Advance(TimeSpan.FromTicks(1));
        _answer = _ => Task.FromResult<IpAddress[]?>([Addresses[1]]);
        Assert.Equal([Addresses[1]], await Names.LookUpAsync("example.com"));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Concurrent_lookups_of_a_name_share_one_query()
    {
        var answer = new TaskCompletionSource<IpAddress[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = name => name == "slow" ? answer.Task : Task.FromResult<IpAddress[]?>([]);

        var waiting = new Task<IpAddress[]>[50];
        Parallel.For(0, waiting.Length, i => waiting[i] = Names.LookUpAsync("slow").AsTask());
        Assert.Empty(await Names.LookUpAsync("other")); // does not wait for another name
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        answer.SetResult(Addresses);

        Assert.All(await Task.WhenAll(waiting), found => Assert.Equal(Addresses, found));
        Assert.Single(_asked, name => name == "slow");
    }

    [Fact]
    public async Task That_a_name_does_not_exist_is_cached_too()
    {
        _answer = _ => Task.FromResult<IpAddress[]?>([]);

        Assert.Empty(await Names.LookUpAsync("nowhere"));
        Assert.Empty(await Names.LookUpAsync("nowhere"));

        Assert.Single(_asked);
    }

    [Fact]
    public async Task Without_an_answer_the_next_caller_queries_again()
    {
        _answer = _ => Task.FromResult<IpAddress[]?>(null);
        Assert.Empty(await Names.LookUpAsync("example.com"));

        _answer = _ => Task.FromException<IpAddress[]?>(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Names.LookUpAsync("example.com").AsTask());

        _answer = _ => Task.FromResult<IpAddress[]?>(Addresses);
        Assert.Equal(Addresses, await Names.LookUpAsync("example.com"));
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task The_oldest_name_makes_room_for_a_new_one()
    {
        for (var i = 0; i <= HostnameCache.Capacity; i++)
        {
            await Names.LookUpAsync($"name-{i}");
        }

        _asked.Clear();
        await Names.LookUpAsync($"name-{HostnameCache.Capacity}");
        await Names.LookUpAsync("name-1");
        Assert.Empty(_asked);
        await Names.LookUpAsync("name-0");
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_name_that_was_asked_for_again_is_not_the_oldest()
    {
        await Names.LookUpAsync("first");
        _clock.Advance(HostnameCache.TimeToLive);
        await Names.LookUpAsync("first");
        for (var i = 0; i < HostnameCache.Capacity - 1; i++)
        {
            await Names.LookUpAsync($"name-{i}");
        }

        _asked.Clear();
        await Names.LookUpAsync("first");
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task The_resolver_of_the_machine_answers()
    {
        Assert.Contains(IpAddress.Loopback, (await MachineResolver.LookUpAsync("localhost"))!);
        Assert.Empty((await MachineResolver.LookUpAsync(new string('a', 300)))!);
    }

    private Task<IpAddress[]?> AskAsync(string hostname)
    {
        _asked.Enqueue(hostname);
        return _answer(hostname);
    }
}
