namespace Istio.Security.Trust;

/// <summary>
/// The trust bundle in force now. Handshakes read <see cref="Current"/>; whoever holds connections open subscribes and closes those
/// whose peer no longer verifies.
/// </summary>
/// <remarks>
/// Two origins exist in a proxy: bundles that istiod publishes, and the roots that came with the proxy's own certificate. The first
/// published bundle takes over for good, otherwise an answer of a CA that is late with a removal would bring the removed root back.
/// </remarks>
public sealed class LiveTrust(TrustBundle initial)
{
    private readonly Lock _lock = new();
    private volatile TrustBundle _current = initial;
    private Action<TrustBundle>[] _subscribers = [];
    private bool _isPublished;

    public LiveTrust()
        : this(TrustBundle.Empty)
    {
    }

    public TrustBundle Current => _current;

    /// <summary>Puts a bundle in force. Subscribers are called before this returns, on this thread, one change at a time.</summary>
    /// <returns>False when the same roots were in force already.</returns>
    public bool Publish(TrustBundle bundle)
    {
        lock (_lock)
        {
            _isPublished = true;
            return Replace(bundle);
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

        _current = bundle;
        foreach (Action<TrustBundle> subscriber in _subscribers)
        {
            subscriber(bundle);
        }

        return true;
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
