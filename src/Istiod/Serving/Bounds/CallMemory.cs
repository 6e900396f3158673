using System.Threading.RateLimiting;
using Grpc.Core;
using Istiod.Authority.Callers;

namespace Istiod.Serving.Bounds;

/// <summary>
/// The memory of one gRPC call: feature of its request. Whether the caller is known is asked at each use, for it may become known after the call began.
/// </summary>
internal sealed class CallMemory(HttpContext http, PeerMemory callers, PeerMemory strangers, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConnectionShare? _connection = http.Features.Get<ConnectionShare>();
    private readonly Lock _lock = new();
    private RateLimitLease? _receiving;
    private RateLimitLease? _handling;
    private bool _hasTurn;
    private bool _isEnded;

    private bool IsKnown => http.Features.Get<KnownCaller>() is not null;

    private PeerMemory Peer => IsKnown ? callers : strangers;

    public int Longest(MessageKind kind) => IsKnown ? kind.Longest : kind.LongestOfStrangers;

    /// <summary>For what the call's stream keeps.</summary>
    public HeldMemory Hold() => new(Peer.Held);

    /// <summary>Takes the connection's turn and waits for room among all connections.</summary>
    /// <exception cref="RpcException">ResourceExhausted: the turn is another call's, or waited long enough.</exception>
    public async ValueTask ReceiveAsync(int length, CancellationToken cancellation)
    {
        if (length > MessageKind.Small && _receiving is null)
        {
            TakeTurn();
            Keep(ref _receiving, await WaitAsync(patience => Peer.Receiving.TakeAsync(length, patience), cancellation));
        }
    }

    /// <summary>Waits for room to parse a message that has arrived.</summary>
    /// <exception cref="RpcException">ResourceExhausted: waited long enough, or it never fits.</exception>
    public async ValueTask HandleAsync(int length, MessageWeight weight, CancellationToken cancellation)
    {
        if (length > MessageKind.Small)
        {
            Keep(ref _handling, await WaitAsync(patience => Peer.Handling.TakeAsync(weight.Bytes, patience), cancellation));
        }
    }

    /// <summary>The latest message is done with.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _handling?.Dispose();
            _receiving?.Dispose();
            (_handling, _receiving) = (null, null);
            if (_hasTurn)
            {
                _hasTurn = false;
                _connection!.ReturnTurn();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            Release();
        }
    }

    // A call may end while its reader still waits: what it is given then goes back at once.
    private void Keep(ref RateLimitLease? place, RateLimitLease lease)
    {
        lock (_lock)
        {
            place = lease;
            if (_isEnded)
            {
                Release();
            }
        }
    }

    private void TakeTurn()
    {
        lock (_lock)
        {
            _hasTurn = !_isEnded && _connection?.TryTakeTurn() == true;
            if (_connection is not null && !_hasTurn)
            {
                throw Refused("another large request of this connection is not done yet, send one after the other");
            }
        }
    }

    private async ValueTask<RateLimitLease> WaitAsync(Func<CancellationToken, ValueTask<RateLimitLease?>> take, CancellationToken cancellation)
    {
        using var waited = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waited.Token, cancellation);
        try
        {
            if (await take(either.Token) is { } lease)
            {
                return lease;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Waited long enough.
        }

        throw Refused("istiod has no memory left for a request so large, try again later");
    }

    private static RpcException Refused(string reason) => new(new Status(StatusCode.ResourceExhausted, reason));
}
