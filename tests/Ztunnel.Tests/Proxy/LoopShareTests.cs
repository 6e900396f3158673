using Ztunnel.Proxy;

namespace Ztunnel.Tests.Proxy;

public sealed class LoopShareTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Each_side_of_a_workload_has_half_of_the_loops_and_at_least_one(int loops)
    {
        for (var workload = 0; workload < 2 * loops; workload++)
        {
            TrafficSides[] sides = [.. Enumerable.Range(0, loops).Select(loop => LoopShare.SidesOf(loop, loops, workload))];
            var half = Math.Max(1, loops / 2);
            Assert.Equal(half, sides.Count(side => side.HasFlag(TrafficSides.Outbound)));
            Assert.Equal(half, sides.Count(side => side.HasFlag(TrafficSides.Inbound)));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_sides_of_one_workload_do_not_share_a_loop_when_there_are_two(int loops) =>
        Assert.All(Enumerable.Range(0, loops), loop => Assert.NotEqual(TrafficSides.Outbound | TrafficSides.Inbound, LoopShare.SidesOf(loop, loops, 0)));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Further_workloads_begin_on_further_loops(int loops)
    {
        int First(int workload) => Enumerable.Range(0, loops).First(loop =>
            LoopShare.SidesOf(loop, loops, workload).HasFlag(TrafficSides.Outbound)
            && !LoopShare.SidesOf((loop + loops - 1) % loops, loops, workload).HasFlag(TrafficSides.Outbound));
        Assert.Equal(Enumerable.Range(0, loops), Enumerable.Range(0, loops).Select(First));
    }
}
