using Microsoft.Extensions.Time.Testing;

namespace Istio.Reactor.Tests.Tls;

public sealed class IdleTlsTests() : TlsTest(Clock)
{
    private static readonly FakeTimeProvider Clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public Task A_stream_goes_on_after_its_buffers_were_taken_back() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        for (var round = 0; round < 3; round++)
        {
            var sent = RandomBytes(50_000);
            await WriteAllAsync(near, sent);
            var received = new byte[sent.Length];
            for (var at = 0; at < received.Length;)
            {
                var count = far.TryRead(received.AsSpan(at));
                if (count == ByteStream.WouldBlock)
                {
                    await far.ReadableAsync();
                    continue;
                }

                at += count;
            }

            Assert.Equal(sent, received);
            await SilenceAsync(TimeSpan.FromSeconds(5));
        }

        near.Dispose();
        far.Dispose();
    });

    private async Task SilenceAsync(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromSeconds(1))
        {
            var second = Loop.DelayAsync(TimeSpan.FromSeconds(1));
            Clock.Advance(TimeSpan.FromSeconds(1));
            await second;
        }
    }
}
