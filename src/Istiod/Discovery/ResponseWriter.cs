using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>
/// Writes responses as gRPC messages straight into the HTTP response, piece by piece. The library's own writer would put each message in full into the
/// connection's buffer: a first response to a thousand clients at once would take gigabytes.
/// </summary>
internal sealed class ResponseWriter(ServerCallContext context, TimeProvider time)
{
    /// <summary>Bytes after which the connection must have taken what is there.</summary>
    private const int Piece = 32 * 1024;

    // A client takes a piece in milliseconds, over a slow line in seconds. One that is alive and does not read would keep what it was not sent for ever.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromMinutes(2);

    // A gRPC message: one byte that says "not compressed", four with its length, then the message.
    private const int PrefixLength = 5;

    /// <summary>Bytes of a message that is written in one step: each step takes locks of the connection. Its blocks have 4 KiB.</summary>
    private const int Small = 4 * 1024;

    private readonly PipeWriter _output = context.GetHttpContext().Response.BodyWriter;
    private bool _begun;

    /// <summary>Completes when the connection has taken the response. A client that does not read makes it wait.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task WriteAsync(XdsResponse response)
    {
        if (!_begun)
        {
            _begun = true;
            await context.WriteResponseHeadersAsync(Metadata.Empty);
        }

        if (PrefixLength + response.Size <= Small)
        {
            var message = _output.GetSpan(PrefixLength + response.Size);
            PutPrefix(message, response.Size);
            response.WriteTo(message[PrefixLength..]);
            _output.Advance(PrefixLength + response.Size);
            await FlushAsync();
            return;
        }

        PutPrefix(_output.GetSpan(PrefixLength), response.Size);
        _output.Advance(PrefixLength);
        response.WriteHead(_output);
        if (response.Blocks is { } blocks)
        {
            for (var i = 0; i < blocks.Count; i++)
            {
                await CheckAsync(_output.WriteAsync(blocks[i], context.CancellationToken));
            }
        }
        else
        {
            await WriteOneByOneAsync(response);
        }

        await FlushAsync();
    }

    private async Task WriteOneByOneAsync(XdsResponse response)
    {
        var unflushed = 0;
        for (var i = 0; i < response.Resources.Count; i++)
        {
            unflushed += response.WriteResource(i, _output);
            if (unflushed >= Piece)
            {
                unflushed = 0;
                await FlushAsync();
            }
        }
    }

    private static void PutPrefix(Span<byte> prefix, int length)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
    }

    private ValueTask FlushAsync() => CheckAsync(_output.FlushAsync(context.CancellationToken));

    private async ValueTask CheckAsync(ValueTask<FlushResult> flushing)
    {
        var result = flushing.IsCompleted ? await flushing : await FlushInTimeAsync(flushing.AsTask());
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("the client is gone");
        }
    }

    private async Task<FlushResult> FlushInTimeAsync(Task<FlushResult> flushing)
    {
        try
        {
            return await flushing.WaitAsync(LongestFlush, time);
        }
        catch (TimeoutException)
        {
            Logs.Ads.Info($"ADS: {context.Peer} has not read for {LongestFlush.TotalSeconds:F0} s, its stream ends");
            context.GetHttpContext().Abort();
            throw new OperationCanceledException("the client does not read");
        }
    }
}
