using Istio.Reactor.Tls;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Reactor.Tests.Tls.Records;

/// <summary>Our record layer at one end and OpenSSL's at the other.</summary>
public sealed class RecordInteropTests : TlsTest
{
    private static readonly TlsContextOptions OpenSsl = new() { OpenSslRecords = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Large_transfers_in_both_directions_arrive_unharmed(bool clientIsOurs) => With(clientIsOurs, TlsContextOptions.Mesh, async (near, far) =>
    {
        byte[] up = RandomBytes(3_000_001), down = RandomBytes(2_000_003);
        var writing = Task.WhenAll(WriteAndEndAsync(near, up), WriteAndEndAsync(far, down));
        var readingUp = far.ReadToEndAsync();
        Assert.Equal(down, await near.ReadToEndAsync());
        Assert.Equal(up, await readingUp);
        await writing;
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task OpenSsl_follows_our_changes_of_key(bool clientIsOurs) => With(clientIsOurs, new TlsContextOptions { RecordsPerKey = 5 }, async (near, far) =>
    {
        var sent = RandomBytes(1_000_000);
        var (ours, theirs) = clientIsOurs ? (near, far) : (far, near);
        var writing = WriteAndEndAsync(ours, sent);
        Assert.Equal(sent, await theirs.ReadToEndAsync());
        await writing;
    });

    private Task With(bool clientIsOurs, TlsContextOptions ours, Func<TlsStream, TlsStream, Task> body) => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue(ClientId), trust, clientIsOurs ? ours : OpenSsl);
        using var server = Context(Root.Issue(ServerId), trust, clientIsOurs ? OpenSsl : ours);
        var (near, far) = await MeetWellAsync(client, server);
        using (near)
        using (far)
        {
            await body(near, far);
        }
    });

    private static async Task WriteAndEndAsync(ByteStream stream, byte[] bytes)
    {
        await stream.WriteAllAsync(bytes);
        stream.ShutdownWrite();
    }
}
