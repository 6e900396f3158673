using Grpc.Core;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>Peers without credentials against istiod's memory. Without bounds the first of these took 6.4 GB.</summary>
public sealed class MemoryAttackTests
{
    private const int Connections = 2;
    private const int CallsOfEach = 50;
    private const int Mebi = 1024 * 1024;

    // A garbage collection that has not happened yet is in it too.
    private const long MostGrowth = 64 * Mebi;

    [Theory]
    [InlineData(true, RawCall.CreateCertificate, StatusCode.Unauthenticated)]
    [InlineData(true, RawCall.Delta, StatusCode.Unauthenticated)]
    [InlineData(false, RawCall.Delta, StatusCode.ResourceExhausted)]
    public async Task Unfinished_large_calls_are_refused_before_they_are_read(bool encrypted, string method, StatusCode expected)
    {
        await using var istiod = await IstiodProcess.StartAsync();
        var address = encrypted ? istiod.SecureGrpc(method) : istiod.Grpc(method);
        using var attackers = new Attackers(Connections, CallsOfEach);
        await attackers.WarmUpAsync(address);

        var before = istiod.ResidentBytes();
        var calls = attackers.Attack(address, 60 * Mebi);
        foreach (var call in calls)
        {
            Assert.Equal(expected, (await call.StatusAsync()).Code);
        }

        AssertGrowth(before, istiod.ResidentBytes(), MostGrowth);
    }

    [Fact]
    public async Task Of_large_requests_in_clear_each_connection_has_one()
    {
        const int Length = 15 * Mebi;
        // The rate is shared by all connections: with the default the calls of one may leave none for the other.
        await using var istiod = await IstiodProcess.StartAsync(requestsPerSecond: 10_000);
        using var attackers = new Attackers(Connections, CallsOfEach);
        await attackers.WarmUpAsync(istiod.Grpc(RawCall.Delta));

        var before = istiod.ResidentBytes();
        var calls = attackers.Attack(istiod.Grpc(RawCall.Delta), Length);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (calls.Count(call => call.Taken == Length - 1) < Connections)
        {
            await Task.Delay(20, limit.Token);
        }

        // Every other call was refused by its first bytes. Of these flow control let in 128 KiB a stream at most.
        Assert.InRange(calls.Sum(call => call.Taken), 0, Connections * (Length + (CallsOfEach * Mebi / 8)));
        AssertGrowth(before, istiod.ResidentBytes(), MostGrowth + (Connections * Length));
    }

    private static void AssertGrowth(long before, long after, long most)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{before / Mebi} MiB before, {after / Mebi} MiB after");
        Assert.InRange(after - before, long.MinValue, most);
    }
}
