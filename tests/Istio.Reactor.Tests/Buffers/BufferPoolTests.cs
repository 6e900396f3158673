namespace Istio.Reactor.Tests.Buffers;

public sealed class BufferPoolTests
{
    [Theory]
    [InlineData(1, BufferPool.Small)]
    [InlineData(1024, BufferPool.Small)]
    [InlineData(1025, BufferPool.Medium)]
    [InlineData(200_000, BufferPool.Bulk)]
    public void The_smallest_size_that_fits_is_rented(int asked, int given)
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(asked, "test");
        Assert.Equal(given, buffer.Span.Length);
        pool.Return(buffer);
        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public void A_returned_buffer_is_lent_again()
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(100, "test");
        pool.Return(buffer);
        Assert.Same(buffer, pool.Rent(100, "test"));
        pool.Return(buffer);
    }

    [Fact]
    public void Returning_twice_names_the_owner()
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(100, "relay");
        pool.Return(buffer);
        var bug = Assert.Throws<InvalidOperationException>(() => pool.Return(buffer));
        Assert.Contains("relay", bug.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Use_after_return_throws()
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(100, "relay");
        pool.Return(buffer);
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
    }

    [Fact]
    public void A_debug_build_names_the_holders_of_buffers()
    {
        using var pool = new BufferPool();
        var first = pool.Rent(100, "relay");
        var second = pool.Rent(100, "tls");
        var third = pool.Rent(100_000, "relay");
#if DEBUG
        Assert.Equal(new Dictionary<string, int> { ["relay"] = 2, ["tls"] = 1 }, pool.OwnersOfRented());
#endif
        pool.Return(first);
        pool.Return(second);
        pool.Return(third);
        Assert.Empty(pool.OwnersOfRented());
    }
}
