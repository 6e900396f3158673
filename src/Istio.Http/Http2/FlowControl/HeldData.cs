namespace Istio.Http.Http2.FlowControl;

/// <summary>
/// What the streams of a connection hold for readers that do not keep up. The connection's window is credited for it ahead of the readers, up to an
/// allowance: without that a few readers that stop reading would use up the window, and every stream of the connection would stall.
/// </summary>
/// <param name="allowance">Octets for which credit is given ahead.</param>
internal struct HeldData(int allowance)
{
    /// <summary>Octets held now.</summary>
    public int Length { get; private set; }

    /// <summary>Whether so much is held that new streams are better off on another connection.</summary>
    public readonly bool IsMuch => Length > allowance / 2;

    /// <returns>Octets to credit the connection with now.</returns>
    public int Add(int count)
    {
        var before = Math.Min(Length, allowance);
        Length += count;
        return Math.Min(Length, allowance) - before;
    }

    /// <returns>Octets to credit the connection with now: those for which none was given ahead.</returns>
    public int Remove(int count)
    {
        var before = Math.Max(Length - allowance, 0);
        Length -= count;
        return before - Math.Max(Length - allowance, 0);
    }
}
