using Istio.Reactor;

namespace Istio.Http.Http2;

/// <summary>
/// The end of a connection with a last word. Closing a socket with unread input makes the kernel send RST, which would destroy a GOAWAY that
/// the peer has not read yet; so the writing side is shut and input is dropped until the peer closes, for a second at most.
/// </summary>
internal sealed class Linger(ByteStream transport)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>What may be dropped before the others of the loop get their turn.</summary>
    private const int BytesPerTurn = 1024 * 1024;

    /// <summary>A read that yields one octet takes time as well.</summary>
    private const int CostOfRead = 1024;

    private LoopTimer? _timer;

    public void Begin()
    {
        _timer = transport.Loop.CreateTimer(static stream => ((ByteStream)stream!).Abort(), transport);
        _timer.Arm(Longest);
    }

    /// <summary>Drops input until the peer closes. Returns at once when there is nothing to linger for.</summary>
    public async Task RunAsync()
    {
        if (_timer is null)
        {
            return;
        }

        var inTurn = 0;
        int count;
        while ((count = transport.TryRead(transport.Loop.Scratch)) is > 0 or ByteStream.WouldBlock)
        {
            inTurn += Math.Max(count, 0) + CostOfRead;
            if (count < 0)
            {
                await transport.ReadableAsync();
            }
            else if (inTurn >= BytesPerTurn)
            {
                inTurn = 0;
                await new LoopYield(transport.Loop);
            }
        }

        _timer.Cancel();
    }
}
