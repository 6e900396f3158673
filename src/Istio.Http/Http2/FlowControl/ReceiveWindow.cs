namespace Istio.Http.Http2.FlowControl;

/// <summary>How much DATA the peer may still send, and what it has sent that was used up but not yet credited to it.</summary>
/// <param name="size">The window announced, in octets.</param>
internal struct ReceiveWindow(int size)
{
    private readonly int _size = size;
    private int _available = size;
    private int _uncredited;

    /// <summary>Counts received octets, padding included.</summary>
    /// <returns>False when the peer sent more than it was allowed to.</returns>
    public bool TryTake(int count)
    {
        _available -= count;
        return _available >= 0;
    }

    /// <summary>Counts octets that were passed on or dropped.</summary>
    /// <returns>
    /// The increment to send now, or 0: credit goes out once half the window is used up, so bulk transfer costs few frames; or once it is more than what is
    /// left, as when others hold most of the window: the half would never be reached.
    /// </returns>
    public int Release(int count)
    {
        _uncredited += count;
        if (_uncredited < _size / 2 && _uncredited <= _available)
        {
            return 0;
        }

        var increment = _uncredited;
        _uncredited = 0;
        _available += increment;
        return increment;
    }
}
