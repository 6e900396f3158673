namespace Istio.Http.Http2.FlowControl;

/// <summary>How much DATA the peer still allows on a stream or on the connection (RFC 9113 6.9.1). Not negative for the connection.</summary>
internal struct SendWindow(int initial)
{
    /// <summary>The value a window has before any SETTINGS (RFC 9113 6.9.2).</summary>
    public const int Default = 65_535;

    /// <summary>A lowered SETTINGS_INITIAL_WINDOW_SIZE makes it negative until the peer has credited enough.</summary>
    public int Available { get; private set; } = initial;

    public void Take(int count) => Available -= count;

    /// <summary>Adds a WINDOW_UPDATE or the change of SETTINGS_INITIAL_WINDOW_SIZE.</summary>
    /// <returns>False when the window would exceed 2^31-1.</returns>
    public bool TryAdd(int change)
    {
        var sum = (long)Available + change;
        if (sum > int.MaxValue)
        {
            return false;
        }

        Available = (int)sum;
        return true;
    }
}
