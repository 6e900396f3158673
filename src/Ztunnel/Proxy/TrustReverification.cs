using Istio.Reactor;
using Istio.Reactor.Tls;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy;

/// <summary>
/// One verification of all mesh connections of a loop against the trust bundle in force; those whose peer does not verify end, with all that they carry.
/// It goes in slices; what a slice found ends with it.
/// </summary>
/// <param name="open">What may be carried.</param>
/// <param name="verifies">Whether a peer verifies.</param>
/// <param name="slices">Of the loop.</param>
internal sealed class TrustReverification(OpenConnections open, Func<TlsPeer, bool> verifies, LoopSlices slices)
{
    private readonly Dictionary<ByteStream, Action> _untrusted = [];

    /// <param name="connections">Each with what closes it.</param>
    public async Task RunAsync(IReadOnlyList<(TlsStream Transport, Action Close)> connections)
    {
        foreach (var (transport, close) in connections)
        {
            if (slices.IsOver)
            {
                EndUntrusted();
                await slices.NextAsync();
            }

            if (!verifies(transport.Peer))
            {
                Logs.Proxy.Warn($"closing the connection with {transport.Peer.Identity}: it does not verify against the changed trust bundle");
                _untrusted[transport] = close;
            }
        }

        EndUntrusted();
    }

    /// <summary>One look at all that is open, however many connections lost their trust.</summary>
    private void EndUntrusted()
    {
        if (_untrusted.Count == 0)
        {
            return;
        }

        foreach (var connection in open.ToArray())
        {
            if (connection.Transport is { } transport && _untrusted.ContainsKey(transport))
            {
                connection.End(Outcome.TrustChange);
            }
        }

        foreach (var close in _untrusted.Values)
        {
            close();
        }

        _untrusted.Clear();
    }
}
