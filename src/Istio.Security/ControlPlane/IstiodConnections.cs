using System.Net.Security;
using System.Runtime.CompilerServices;
using Istio.Core.Logging;
using Istio.Security.Trust;

namespace Istio.Security.ControlPlane;

/// <summary>
/// The open TLS connections to istiod, with the chains they were accepted by. A stream of configuration lives for as long as both ends like; without this,
/// it would outlive a root that was taken out of the file.
/// </summary>
internal sealed class IstiodConnections : IDisposable
{
    /// <summary>How often the roots are compared: what is no longer trusted is closed within 10 s, as on mesh connections.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly LogScope Log = LogScope.Get("security", "certificates and trust");

    private readonly ControlPlaneOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    // Keys are held weakly: a connection that was closed meanwhile leaves by itself.
    private readonly ConditionalWeakTable<SslStream, AcceptedPeer> _accepted = [];

    public IstiodConnections(ControlPlaneOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _timer = time.CreateTimer(static connections => ((IstiodConnections)connections!).OnTick(), this, Interval, Interval);
    }

    /// <summary>Remembers what a handshake was accepted by.</summary>
    public void Add(SslStream stream, PeerChain chain, TrustBundle roots) => _accepted.AddOrUpdate(stream, new AcceptedPeer(chain, roots));

    public void Dispose() => _timer.Dispose();

    /// <summary>An exception in a timer's callback would end the process; the next tick looks again.</summary>
    private void OnTick()
    {
        try
        {
            Verify();
        }
        catch (Exception failure)
        {
            Log.Error($"the connections to {_options.Address} were not verified again, the next attempt follows in {Interval.TotalSeconds} s: {failure}");
        }
    }

    /// <summary>Closes what the roots in force would refuse. Roots that cannot be read change nothing: the last good ones hold.</summary>
    private void Verify()
    {
        if (!_accepted.Any() || _options.Roots.Read(out _) is not { } roots)
        {
            return;
        }

        foreach (var (stream, accepted) in _accepted)
        {
            if (roots.Equals(accepted.Roots))
            {
                continue;
            }

            if (IstiodVerification.Verify(_options, accepted.Chain, roots, _time.GetUtcNow()) is { } refusal)
            {
                Close(stream, refusal);
            }
            else
            {
                accepted.Roots = roots;
            }
        }
    }

    private void Close(SslStream stream, string refusal)
    {
        _accepted.Remove(stream);
        if (stream.CanRead)
        {
            Log.Warn($"connection to {_options.Address} closed, as its roots have changed: {refusal}");
            stream.Dispose();
        }
    }

    private sealed class AcceptedPeer(PeerChain chain, TrustBundle roots)
    {
        public PeerChain Chain { get; } = chain;

        /// <summary>The last roots by which the chain was found good.</summary>
        public TrustBundle Roots { get; set; } = roots;
    }
}
