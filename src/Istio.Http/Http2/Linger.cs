using Istio.Reactor;

namespace Istio.Http.Http2;

/// <summary>
/// The end of a connection with a last word. Closing a socket with unread input makes the kernel send RST, which would destroy a GOAWAY that
/// the peer has not read yet; so the writing side is shut and input is dropped until the peer closes, for a second at most.
/// </summary>
internal sealed class Linger(ByteStream transport)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private LoopTimer? _timer;

    public void Begin()
    {
        _timer = transport.Loop.CreateTimer(static stream => ((ByteStream)stream!).Abort(), transport);
        _timer.Arm(Longest);
    }

    /// <summary>Drops input until the peer closes. Returns at once when there is nothing to linger for.</summary>
    public async Task RunAsync()
    {
        while (_timer is not null && !DropInput())
        {
            await transport.ReadableAsync();
        }

        _timer?.Cancel();
    }

    private bool DropInput()
    {
        int count;
        do
        {
            count = transport.TryRead(transport.Loop.Scratch);
        }
        while (count > 0);

        return count != ByteStream.WouldBlock;
    }
}
