namespace Istio.Reactor;

/// <summary>End-of-round hooks. Those added while hooks run get one more pass in the same round; what is left then waits for the next.</summary>
internal sealed class RoundHookQueue(Action<Exception> onFailure)
{
    private const int PassesPerRound = 2;

    private List<IRoundHook> _pending = [];
    private List<IRoundHook> _running = [];
    private readonly List<IRoundHook> _again = [];

    public bool HasPending => _pending.Count > 0;

    public void Add(IRoundHook hook) => _pending.Add(hook);

    public void Run()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        for (var pass = 0; pass < PassesPerRound && _pending.Count > 0; pass++)
        {
            (_pending, _running) = (_running, _pending);
            foreach (var hook in _running)
            {
                RunOne(hook);
            }

            _running.Clear();
        }

        // A hook that has more to do waits a round, so that a bounded flush cannot starve the sockets.
        if (_again.Count > 0)
        {
            _pending.AddRange(_again);
            _again.Clear();
        }
    }

    private void RunOne(IRoundHook hook)
    {
        try
        {
            if (hook.OnEndOfRound())
            {
                _again.Add(hook);
            }
        }
        catch (Exception exception)
        {
            onFailure(exception);
        }
    }
}
