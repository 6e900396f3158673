namespace Istio.Load.Hbone;

/// <summary>Resident memory of one proxy before, during and after a flood of connections that come to nothing.</summary>
/// <param name="Name">Which proxy, and what the connections said.</param>
/// <param name="Before">Bytes of the fresh proxy.</param>
/// <param name="PerConnection">Growth per connection while all are open, in bytes.</param>
/// <param name="After">Bytes when the connections have gone and the proxy has had its time.</param>
/// <param name="Connections">How many there were.</param>
internal sealed record FloodSample(string Name, long Before, double PerConnection, long After, int Connections)
{
    public double Growth => (double)After / Before;
}
