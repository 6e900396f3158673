using Istiod.Serving.Bounds;

namespace Istiod.Tests.Serving.Bounds;

public sealed class HeldMemoryTests
{
    [Fact]
    public void A_stream_reaches_its_bound_in_small_steps_and_not_one_byte_more()
    {
        using var share = new MemoryShare(4 * HeldMemory.Most);
        using var held = new HeldMemory(share);
        for (var bytes = 0L; bytes < HeldMemory.Most; bytes += 100_000)
        {
            Assert.True(held.TryReach(bytes));
        }

        Assert.True(held.TryReach(HeldMemory.Most));
        Assert.False(held.TryReach(HeldMemory.Most + 1));
        Assert.True(held.TryReach(1));
    }

    [Fact]
    public void All_streams_together_have_so_much_and_each_gives_its_part_back()
    {
        const long Part = HeldMemory.Most / 2;
        using var share = new MemoryShare(2 * Part);
        using var first = new HeldMemory(share);
        var second = new HeldMemory(share);
        using var third = new HeldMemory(share);
        Assert.True(first.TryReach(Part));
        Assert.True(second.TryReach(Part));
        Assert.False(third.TryReach(1));

        second.Dispose();

        Assert.True(third.TryReach(1));
    }
}
