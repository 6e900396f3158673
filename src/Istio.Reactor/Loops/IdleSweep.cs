namespace Istio.Reactor;

/// <summary>
/// Asks busy streams about once a second whether they have fallen silent. Allocating and freeing a record's buffers at every wake-up would cost more
/// than the record; keeping them for ever would cost an idle connection 35 KiB.
/// </summary>
internal sealed class IdleSweep(ReactorLoop loop)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<IIdleBuffers> _busy = [];
    private LoopTimer? _timer;

    /// <summary>Registers a stream that has just become busy.</summary>
    public void Watch(IIdleBuffers stream)
    {
        _busy.Add(stream);
        _timer ??= loop.CreateTimer(static sweep => ((IdleSweep)sweep!).Run(), this);
        if (!_timer.IsArmed)
        {
            _timer.Arm(Interval);
        }
    }

    private void Run()
    {
        _busy.RemoveAll(static stream => stream.TryRelease());
        if (_busy.Count > 0)
        {
            _timer!.Arm(Interval);
        }
    }
}
