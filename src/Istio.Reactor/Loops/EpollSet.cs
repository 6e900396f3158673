using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Istio.Reactor.Native;
using Microsoft.Win32.SafeHandles;

namespace Istio.Reactor;

/// <summary>An epoll instance, its event buffer, and the eventfd by which other threads wake it.</summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int EventsPerRound = 512;
    private const ulong WakeKey = ulong.MaxValue;
    private const ulong AlarmKey = ulong.MaxValue - 1;
    private const int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private readonly EventSourceTable _sources = new();
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(EventsPerRound * Epoll.EventSize));
    private readonly int _epoll;
    private readonly int _wake;
    private readonly SafeFileHandle _wakeOwner;
    private KernelAlarm? _alarm;
    private int _wakeRequested;
    private bool _woken;

    public EpollSet()
    {
        _epoll = Require(LibC.epoll_create1(Epoll.CLOEXEC), "epoll_create1");
        _wake = Require(LibC.eventfd(0, EFD_NONBLOCK_CLOEXEC), "eventfd");
        // Closed by its finalizer, not by Dispose: a late Wake of another thread must not write into a recycled descriptor.
        _wakeOwner = new SafeFileHandle(_wake, ownsHandle: true);
        Control(_wake, Epoll.IN | Epoll.EdgeTriggered, WakeKey);
    }

    /// <summary>A timer of the kernel in this set. Edge triggered, so its expirations need not be read.</summary>
    public KernelAlarm CreateAlarm()
    {
        var fd = Require(LibC.timerfd_create(KernelAlarm.CLOCK_MONOTONIC, KernelAlarm.NonBlockingCloseOnExec), "timerfd_create");
        Control(fd, Epoll.IN | Epoll.EdgeTriggered, AlarmKey);
        return _alarm = new KernelAlarm(fd);
    }

    public IEventSource[] Sources() => _sources.All();

    /// <summary>
    /// Adds a descriptor for all events, edge triggered: one system call for its whole life, as closing the descriptor removes it.
    /// </summary>
    public ulong Add(int fd, IEventSource source)
    {
        var key = _sources.Add(source);
        Control(fd, Epoll.IN | Epoll.OUT | Epoll.RDHUP | Epoll.EdgeTriggered, key);
        return key;
    }

    public void Remove(ulong key) => _sources.Remove(key);

    /// <summary>Ends the current or the next wait. From any thread; one system call however often it is asked before the loop looks.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakeRequested, 1) == 0)
        {
            var one = 1UL;
            LibC.write(_wake, &one, sizeof(ulong));
            GC.KeepAlive(_wakeOwner);
        }
    }

    /// <summary>True when <see cref="Wake"/> was called since the last call.</summary>
    public bool TakeWake()
    {
        if (!_woken)
        {
            return false;
        }

        _woken = false;
        return true;
    }

    public int Wait(int milliseconds)
    {
        var count = LibC.TryWait(_epoll, _events, EventsPerRound, milliseconds);
        return count >= 0 ? count : WaitAgain();
    }

    /// <summary>A signal has ended the wait, or the set is broken: asking once more without sleeping tells which.</summary>
    private int WaitAgain()
    {
        var count = LibC.epoll_wait(_epoll, _events, EventsPerRound, 0);
        if (count >= 0)
        {
            return count;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == Errno.EINTR ? 0 : throw new InvalidOperationException($"epoll_wait: {Errno.Describe(errno)}");
    }

    /// <summary>While one event is being dispatched, the source of the next one comes into the cache.</summary>
    public void Prefetch(int index, int count)
    {
        if (index < count && Epoll.DataOf(_events + (index * Epoll.EventSize)) is var key and < AlarmKey && _sources.Find(key) is { } source)
        {
            Reactor.Prefetch.Object(source);
        }
    }

    public bool TryGetEvent(int index, [NotNullWhen(true)] out IEventSource? source, out uint events)
    {
        var at = _events + (index * Epoll.EventSize);
        events = Epoll.EventsOf(at);
        var key = Epoll.DataOf(at);
        if (key >= AlarmKey)
        {
            AcceptSignal(key);
            source = null;
            return false;
        }

        source = _sources.Find(key);
        return source is not null;
    }

    public void Dispose()
    {
        LibC.close(_epoll);
        NativeMemory.Free(_events);
    }

    private void AcceptSignal(ulong key)
    {
        if (key == AlarmKey)
        {
            _alarm!.Ring();
            return;
        }

        ulong count;
        LibC.read(_wake, &count, sizeof(ulong));
        // Reset before the queue is looked at, so that whoever enqueues afterwards writes again.
        Interlocked.Exchange(ref _wakeRequested, 0);
        _woken = true;
    }

    private void Control(int fd, uint events, ulong key)
    {
        var @event = stackalloc byte[16];
        Epoll.Write(@event, events, key);
        Require(LibC.epoll_ctl(_epoll, Epoll.CTL_ADD, fd, @event), "epoll_ctl");
    }

    private static int Require(int result, string call) =>
        result >= 0 ? result : throw new InvalidOperationException($"{call}: {Errno.Describe(Marshal.GetLastPInvokeError())}");
}
