namespace Istiod.Serving.Bounds;

/// <summary>What the calls of one connection have in common: feature of the connection.</summary>
internal sealed class ConnectionShare(Action known)
{
    /// <summary>Discovery streams open at a time. A proxy has one, a tool that asks about many proxies some.</summary>
    public const int MostStreams = 100;

    private int _streams;
    private int _turn;

    /// <summary>Who is at the other end has said who it is: the connection is no stranger's any more.</summary>
    public void Know() => known();

    /// <summary>
    /// Messages larger than <see cref="MessageKind.Small"/> go one at a time. Nobody waits for the turn: the bytes of who waits would use up the connection's
    /// flow control, which who has the turn needs.
    /// </summary>
    /// <returns>False while another call has the turn; else <see cref="ReturnTurn"/> ends it.</returns>
    public bool TryTakeTurn() => Interlocked.Exchange(ref _turn, 1) == 0;

    public void ReturnTurn() => Volatile.Write(ref _turn, 0);

    /// <returns>False when the connection has as many streams as it may; else <see cref="Leave"/> ends it.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _streams) <= MostStreams)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _streams);
}
