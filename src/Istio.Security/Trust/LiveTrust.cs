using Istio.Core.Logging;

namespace Istio.Security.Trust;

/// <summary>
/// The trust bundle in force now. Handshakes read <see cref="Current"/>; owners of open connections subscribe and close those
/// whose peer no longer verifies.
/// </summary>
/// <remarks>
/// Two origins exist in a proxy: bundles that istiod publishes, and the roots that came with the proxy's own certificate. The first
/// published bundle takes over for good, otherwise an answer of a CA that is late with a removal would bring the removed root back.
/// </remarks>
public sealed class LiveTrust(TrustBundle initial)
{
    private static readonly LogScope Log = LogScope.Get("security", "certificates and trust");

    private readonly Lock _lock = new();
    private volatile TrustBundle _current = initial;
    private Action<TrustBundle>[] _subscribers = [];
    private bool _isPublished;

    public LiveTrust()
        : this(TrustBundle.Empty)
    {
    }

    public TrustBundle Current => _current;

    /// <summary>
    /// Puts a bundle in force. Subscribers are called before this returns, on this thread, one change at a time. What a subscriber throws is thrown here, after
    /// the former bundle has been put in force again.
    /// </summary>
    /// <returns>False when the same roots were in force already.</returns>
    public bool Publish(TrustBundle bundle)
    {
        lock (_lock)
        {
            var changed = Replace(bundle);
            _isPublished = true;
            return changed;
        }
    }

    /// <summary>Puts the roots of a CA's answer in force, as long as nothing was published.</summary>
    public bool Suggest(TrustBundle bundle)
    {
        lock (_lock)
        {
            return !_isPublished && Replace(bundle);
        }
    }

    /// <summary>Calls <paramref name="onChange"/> after each change, until the result is disposed.</summary>
    public IDisposable Subscribe(Action<TrustBundle> onChange)
    {
        lock (_lock)
        {
            _subscribers = [.. _subscribers, onChange];
        }

        return new Subscription(this, onChange);
    }

    private bool Replace(TrustBundle bundle)
    {
        if (bundle.Equals(_current))
        {
            return false;
        }

        var former = _current;
        var subscribers = _subscribers;
        _current = bundle;
        for (var i = 0; i < subscribers.Length; i++)
        {
            try
            {
                subscribers[i](bundle);
            }
            catch
            {
                Restore(former, subscribers.AsSpan(0, i + 1));
                throw;
            }
        }

        return true;
    }

    /// <summary>Handshakes and subscribers must not go by different bundles.</summary>
    private void Restore(TrustBundle former, ReadOnlySpan<Action<TrustBundle>> notified)
    {
        _current = former;
        foreach (var subscriber in notified)
        {
            try
            {
                subscriber(former);
            }
            catch (Exception failure)
            {
                Log.Error($"the former trust bundle is in force again, but one that follows it failed: {failure}");
            }
        }
    }

    private void Remove(Action<TrustBundle> onChange)
    {
        lock (_lock)
        {
            _subscribers = [.. _subscribers.Where(known => known != onChange)];
        }
    }

    private sealed class Subscription(LiveTrust owner, Action<TrustBundle> onChange) : IDisposable
    {
        public void Dispose() => owner.Remove(onChange);
    }
}
