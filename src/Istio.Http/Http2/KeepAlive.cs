using Istio.Reactor;

namespace Istio.Http.Http2;

/// <summary>PINGs a silent peer and reports one that does not answer.</summary>
internal sealed class KeepAlive
{
    private readonly ReactorLoop _loop;
    private readonly Http2Options _options;
    private readonly Action _ping;
    private readonly Action _onTimeout;
    private readonly LoopTimer _timer;
    private long _lastRead;
    private bool _awaitingAnswer;

    public KeepAlive(ReactorLoop loop, Http2Options options, Action ping, Action onTimeout)
    {
        _loop = loop;
        _options = options;
        _ping = ping;
        _onTimeout = onTimeout;
        _timer = loop.CreateTimer(static self => ((KeepAlive)self!).OnTimer(), this);
    }

    public void Start()
    {
        if (_options.KeepAliveInterval > TimeSpan.Zero)
        {
            OnBytesRead();
            _timer.Arm(_options.KeepAliveInterval);
        }
    }

    public void Stop() => _timer.Cancel();

    public void OnBytesRead() => _lastRead = _loop.Time.GetTimestamp();

    public void OnAnswer()
    {
        if (_awaitingAnswer)
        {
            _awaitingAnswer = false;
            _timer.Arm(_options.KeepAliveInterval);
        }
    }

    private void OnTimer()
    {
        if (_awaitingAnswer)
        {
            _onTimeout();
            return;
        }

        var silence = _loop.Time.GetElapsedTime(_lastRead);
        if (silence < _options.KeepAliveInterval)
        {
            _timer.Arm(_options.KeepAliveInterval - silence);
            return;
        }

        _awaitingAnswer = true;
        _ping();
        _timer.Arm(_options.KeepAliveTimeout);
    }
}
