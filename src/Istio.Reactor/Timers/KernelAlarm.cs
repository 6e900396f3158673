using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>
/// A timerfd. A busy loop sleeps thousands of times for one timer that fires: unlike a time-out of epoll_wait, which the kernel sets up and takes down
/// at each sleep, it is touched only when a timer becomes due earlier than all others. One that was put off rings early, and harmlessly.
/// </summary>
internal sealed unsafe class KernelAlarm(int fd) : LoopAlarm
{
    public const int CLOCK_MONOTONIC = 1;
    public const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    private const int MillisecondsPerSecond = 1000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private long _armedFor = long.MaxValue;
    private bool _rang;

    public override bool Covers(long due) => due >= _armedFor;

    public override void Arm(long due, long delay)
    {
        _armedFor = due;
        // struct itimerspec { interval, value }, each seconds and nanoseconds; an interval of zero rings once.
        var once = stackalloc long[4] { 0, 0, delay / MillisecondsPerSecond, delay % MillisecondsPerSecond * NanosecondsPerMillisecond };
        _ = LibC.timerfd_settime(fd, 0, once, null);
    }

    /// <summary>The epoll set reports the timer.</summary>
    public void Ring()
    {
        _armedFor = long.MaxValue;
        _rang = true;
    }

    public override bool TakeRing()
    {
        var rang = _rang;
        _rang = false;
        return rang;
    }

    public override void Dispose() => LibC.close(fd);
}
