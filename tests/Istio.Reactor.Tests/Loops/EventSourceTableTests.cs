namespace Istio.Reactor.Tests.Loops;

public sealed class EventSourceTableTests
{
    [Fact]
    public void An_event_for_a_closed_descriptor_does_not_reach_the_slots_next_tenant()
    {
        var table = new EventSourceTable();
        var old = table.Add(new Source());
        table.Remove(old);
        var tenant = new Source();
        var current = table.Add(tenant);
        Assert.Null(table.Find(old));
        Assert.Same(tenant, table.Find(current));
    }

    [Fact]
    public void Removing_twice_frees_the_slot_once()
    {
        var table = new EventSourceTable();
        var key = table.Add(new Source());
        table.Remove(key);
        table.Remove(key);
        var first = table.Add(new Source());
        var second = table.Add(new Source());
        Assert.NotEqual(first, second);
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void It_grows()
    {
        var table = new EventSourceTable();
        var sources = Enumerable.Range(0, 1000).Select(_ => new Source()).ToArray();
        var keys = Array.ConvertAll(sources, table.Add);
        Assert.All(keys.Zip(sources), pair => Assert.Same(pair.Second, table.Find(pair.First)));
        Assert.Equal(1000, table.All().Length);
    }

    private sealed class Source : IEventSource
    {
        public void OnEvents(uint events)
        {
        }

        public void OnLoopStopping()
        {
        }
    }
}
