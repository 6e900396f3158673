using Istio.Reactor.Tests.Tls;

namespace Istio.Reactor.Tests.Loops;

public sealed class AllocationTests : TlsTest
{
    [Fact]
    public Task A_request_and_its_answer_allocate_nothing_once_warm() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        await MeasureAsync(client, server);
    });

    [Fact]
    public Task The_same_over_tls() => OnLoop(async () =>
    {
        var (client, server) = await MeetWellAsync();
        await MeasureAsync(client, server);
    });

    private async Task MeasureAsync(ByteStream client, ByteStream server)
    {
        var echo = EchoAsync(server);
        await PingAsync(client, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await PingAsync(client, 1000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        client.ShutdownWrite();
        await echo;
        client.Dispose();
        server.Dispose();

        // One state machine box for the second call of PingAsync itself; nothing per round trip.
        Assert.InRange(allocated, 0, 500);
    }

    private async Task PingAsync(ByteStream client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Require(client.TryWrite(Loop.Scratch[..64]) == 64);
            int received;
            while ((received = client.TryRead(Loop.Scratch[..64])) == ByteStream.WouldBlock)
            {
                await client.ReadableAsync();
            }

            Require(received == 64);
        }
    }

    private async Task EchoAsync(ByteStream server)
    {
        while (true)
        {
            var count = server.TryRead(Loop.Scratch);
            if (count == ByteStream.EndOfStream)
            {
                return;
            }

            if (count == ByteStream.WouldBlock)
            {
                await server.ReadableAsync();
                continue;
            }

            Require(server.TryWrite(Loop.Scratch[..count]) == count);
        }
    }

    /// <summary>xunit's asserts allocate.</summary>
    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The socket took or gave another count than 64.");
        }
    }
}
