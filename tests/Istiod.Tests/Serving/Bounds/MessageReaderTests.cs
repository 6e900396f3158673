using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Istiod.Serving.Bounds;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Serving.Bounds;

public sealed class MessageReaderTests : IDisposable
{
    private const int Kibi = 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly PeerMemory _strangers = new(receiving: 64 * Kibi, handling: 1024 * Kibi, held: Kibi);
    private readonly PeerMemory _callers = PeerMemory.OfCallers();

    private static byte[] Name => [(3 << 3) | 2, 0xfd, 7, .. Enumerable.Repeat((byte)'x', Kibi - 3)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_handed_on_whole_and_one_at_a_time()
    {
        var (body, reader, _) = NewCall(MessageKind.CertificateRequest);
        await body.WriteAsync(Message("first").Concat(Message("second")).Concat(Message("third")[..7]).ToArray(), Cancellation);

        Assert.Equal("first", await ReadAsync(reader));
        Assert.Equal("second", await ReadAsync(reader));
        var third = ReadAsync(reader);
        Assert.False(third.IsCompleted);
        await body.WriteAsync(Message("third").AsMemory(7), Cancellation);

        Assert.Equal("third", await third);
        await body.CompleteAsync();
        Assert.True((await reader.ReadAsync(Cancellation)) is { IsCompleted: true, Buffer.IsEmpty: true });
    }

    [Fact]
    public async Task A_message_too_long_is_refused_by_its_prefix()
    {
        var (body, reader, _) = NewCall(MessageKind.CertificateRequest);
        await body.WriteAsync(Prefix((64 * Kibi) + 1), Cancellation);

        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(reader));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("65537 bytes is too long, at most 65536", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_would_be_negative_is_too_long()
    {
        var (body, reader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        await body.WriteAsync(Prefix(-1), Cancellation);

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(reader))).StatusCode);
    }

    [Fact]
    public async Task The_operators_bound_is_below_all_others()
    {
        var (body, reader, _) = NewCall(MessageKind.DeltaDiscoveryRequest.Within(100));
        await body.WriteAsync(Prefix(101), Cancellation);

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(reader))).StatusCode);
    }

    [Fact]
    public async Task A_first_message_that_does_not_come_ends_the_call()
    {
        var (_, reader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        var reading = ReadAsync(reader);

        _time.Advance(MessageKind.DeltaDiscoveryRequest.FirstWithin);

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
    }

    [Fact]
    public async Task A_message_that_does_not_come_on_ends_the_call_and_a_silent_stream_does_not()
    {
        var (body, reader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        await body.WriteAsync(Message("first"), Cancellation);
        Assert.Equal("first", await ReadAsync(reader));

        var reading = ReadAsync(reader);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(reading.IsCompleted);
        await body.WriteAsync(Message("second").AsMemory(0, 8), Cancellation);
        // The reader has looked at these bytes when all of them are examined.
        Assert.False((await body.FlushAsync(Cancellation)).IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
    }

    [Fact]
    public async Task A_node_too_large_is_refused_before_it_is_parsed()
    {
        var (body, reader, _) = NewCall(MessageKind.DeltaDiscoveryRequest, new PeerMemory(1 << 20, 1 << 26, 1 << 20));
        var request = new Envoy.Service.Discovery.V3.DeltaDiscoveryRequest { Node = new() { Id = new string('x', MessageKind.LongestNode) } };
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(request);
        await body.WriteAsync(Prefix(bytes.Length).Concat(bytes).ToArray(), Cancellation);

        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(reader));

        Assert.Contains("the node has", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_finds_memory_used_up_waits_until_others_are_done()
    {
        var (first, firstReader, firstMemory) = NewCall(MessageKind.DeltaDiscoveryRequest);
        var (second, secondReader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        await first.WriteAsync(Prefix(48 * Kibi), Cancellation);
        var holding = ReadAsync(firstReader);
        await second.WriteAsync(Names(48), Cancellation);
        var waiting = ReadAsync(secondReader);
        Assert.False(waiting.IsCompleted);

        firstMemory.Dispose();

        Assert.Equal(48 * Kibi, (await waiting).Length);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task Who_waits_too_long_is_refused()
    {
        var (first, firstReader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        var (second, secondReader, _) = NewCall(MessageKind.DeltaDiscoveryRequest);
        await first.WriteAsync(Prefix(48 * Kibi), Cancellation);
        _ = ReadAsync(firstReader);
        await second.WriteAsync(Prefix(48 * Kibi), Cancellation);
        var waiting = ReadAsync(secondReader);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => waiting)).StatusCode);
    }

    [Fact]
    public async Task A_call_that_ends_while_it_waits_keeps_nothing()
    {
        var (first, firstReader, firstMemory) = NewCall(MessageKind.DeltaDiscoveryRequest);
        var (second, secondReader, secondMemory) = NewCall(MessageKind.DeltaDiscoveryRequest);
        await first.WriteAsync(Prefix(48 * Kibi), Cancellation);
        _ = ReadAsync(firstReader);
        await second.WriteAsync(Prefix(48 * Kibi), Cancellation);
        _ = ReadAsync(secondReader);

        secondMemory.Dispose();
        firstMemory.Dispose();

        using var all = await _strangers.Receiving.TakeAsync(64 * Kibi, Cancellation);
        Assert.NotNull(all);
    }

    public void Dispose()
    {
        _strangers.Dispose();
        _callers.Dispose();
    }

    private (PipeWriter Body, MessageReader Reader, CallMemory Memory) NewCall(MessageKind kind, PeerMemory? strangers = null)
    {
        // What was written is read at once, so that a test knows where the reader stands.
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false, pauseWriterThreshold: 0));
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new MessageBody(pipe.Reader));
        var memory = new CallMemory(http, _callers, strangers ?? _strangers, _time);
        return (pipe.Writer, new(http, kind, memory, new RefusalLog(_time), _time), memory);
    }

    private static async Task<string> ReadAsync(MessageReader reader)
    {
        var read = await reader.ReadAsync(Cancellation);
        var text = System.Text.Encoding.ASCII.GetString(read.Buffer.Slice(5).ToArray());
        reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private static byte[] Prefix(int length)
    {
        var prefix = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    private static byte[] Message(string text) => [.. Prefix(text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)];

    // One name for each KiB: a tag, two bytes of length, the rest.
    private static byte[] Names(int count) =>
        [.. Prefix(count * Kibi), .. Enumerable.Repeat(Name, count).SelectMany(static name => name)];
}
