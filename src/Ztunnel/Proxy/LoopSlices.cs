namespace Ztunnel.Proxy;

/// <summary>
/// Cuts long work of a loop into slices: sockets and timers of the loop go on between them. A slice lasts as long as the loop's other work did since the one
/// before, so that the work takes at most about twice the time that it would take in one piece. On the loop only.
/// </summary>
/// <param name="time">Measures slices.</param>
internal sealed class LoopSlices(TimeProvider time)
{
    /// <summary>What a slice lasts at least, unless the work ends sooner: 2 ms.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);

    /// <summary>What a slice lasts at most, but for the step that is under way when it ends: 20 ms.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    private long _began = time.GetTimestamp();
    private TimeSpan _length = Shortest;

    /// <summary>Asked between two steps of the work; true asks for <see cref="NextAsync"/>.</summary>
    public bool IsOver => time.GetElapsedTime(_began) >= _length;

    /// <summary>Completes in a later round of the loop, at the start of the next slice.</summary>
    public async Task NextAsync()
    {
        var paused = time.GetTimestamp();
        await Task.Yield();
        _began = time.GetTimestamp();
        _length = TimeSpan.FromTicks(Math.Clamp(time.GetElapsedTime(paused, _began).Ticks, Shortest.Ticks, Longest.Ticks));
    }
}
