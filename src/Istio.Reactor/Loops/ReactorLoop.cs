using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Istio.Core.Logging;
using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>
/// One thread with one epoll set (edge triggered). Streams, listeners and timers made on a loop stay there for life, so nothing on it takes a lock.
/// </summary>
/// <remarks>
/// A round: wait for events, dispatch them, run what other threads posted, fire timers, run deferred continuations, then the
/// end-of-round hooks. While deferred work or a hook is pending the next wait does not sleep.
/// </remarks>
public sealed class ReactorLoop : IDisposable
{
    /// <summary>Room of <see cref="Scratch"/>: one system call's worth of bulk data.</summary>
    public const int ScratchSize = 256 * 1024;

    private static readonly LogScope Log = LogScope.Get("reactor", "event loops and sockets");

    [ThreadStatic]
    private static ReactorLoop? _current;

    private readonly ConcurrentQueue<LoopWork> _posted = new();
    private readonly RoundHookQueue _hooks;
    private readonly EpollSet _epoll;
    private readonly TimerWheel _timers;
    private readonly LoopAlarm _alarm;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<LoopWork> _deferred = new();
    private Queue<LoopWork> _running = new();
    private NativeBlock? _sealedOutput;
    private NativeBlock? _sealedInput;
    private bool _timersDue;
    private bool _stopping;
    private bool _disposed;

    private ReactorLoop(string name, TimeProvider time)
    {
        Name = name;
        Time = time;
        _epoll = new EpollSet();
        _hooks = new RoundHookQueue(Report);
        _timers = new TimerWheel(time, Report);
        Buffers = new BufferPool();
        ScratchBuffer = new NativeBlock(ScratchSize);
        AcceptPauses = new AcceptPauses(time);

        _alarm = time == TimeProvider.System ? _epoll.CreateAlarm() : new ClockAlarm(time, this);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>The loop whose thread this is, or null on any other thread.</summary>
    public static ReactorLoop? Current => _current;

    public string Name { get; }

    public TimeProvider Time { get; }

    /// <summary>Buffers of this loop, for streams that must hold bytes across an await.</summary>
    public BufferPool Buffers { get; }

    /// <summary>True on the loop's own thread.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>
    /// One <see cref="ScratchSize"/> buffer shared by everything on the loop. What is in it is lost at the next await and at the next call
    /// into a stream that is not documented to leave it alone.
    /// </summary>
    public Span<byte> Scratch => ScratchBuffer.Span;

    internal NativeBlock ScratchBuffer { get; }

    /// <summary>Of all listeners of the loop: they run out of descriptors together.</summary>
    internal AcceptPauses AcceptPauses { get; }

    /// <summary>Where TLS streams collect the records of one flush; made when the first one writes, so that plain loops do not pay for it.</summary>
    internal NativeBlock SealedOutput => _sealedOutput ??= new NativeBlock(ScratchSize);

    /// <summary>Where TLS streams receive records, which they open from there within the same call.</summary>
    internal NativeBlock SealedInput => _sealedInput ??= new NativeBlock(ScratchSize);

    /// <summary>Starts a loop on a thread of its own.</summary>
    /// <param name="name">Thread name, seen in logs and in <c>/proc/PID/task/*/comm</c> (15 characters there).</param>
    /// <param name="time">The clock of timers and delays; the machine's when null.</param>
    public static ReactorLoop Start(string name, TimeProvider? time = null)
    {
        var loop = new ReactorLoop(name, time ?? TimeProvider.System);
        loop._thread.Start();
        return loop;
    }

    /// <summary>
    /// Runs <paramref name="action"/> on the loop's thread, in a later round. From any thread; lost without a word once the loop has stopped.
    /// </summary>
    public void Post(Action<object?> action, object? state)
    {
        _posted.Enqueue(new LoopWork(action, state));
        Wake();
    }

    /// <summary>Runs an asynchronous body on the loop. From any thread; the task completes on the thread pool's terms, not the loop's.</summary>
    public Task RunAsync(Func<Task> body) => RunAsync(async () =>
    {
        await body();
        return true;
    });

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(Func<Task<T>> body)
    {
        var run = new LoopCall<T>(body);
        Post(LoopCall<T>.Execute, run);
        return run.Task;
    }

    /// <summary>Runs <paramref name="action"/> later in this round, or at once in the next. Only on the loop.</summary>
    public void Defer(Action<object?> action, object? state) => _deferred.Enqueue(new LoopWork(action, state));

    /// <summary>Calls <paramref name="hook"/> at the end of this round. Only on the loop; register once per need.</summary>
    public void AtEndOfRound(IRoundHook hook) => _hooks.Add(hook);

    /// <summary>A timer that is not armed yet. Only on the loop.</summary>
    public LoopTimer CreateTimer(Action<object?> callback, object? state) => new(_timers, callback, state);

    /// <summary>Completes on the loop after <paramref name="delay"/>. Only on the loop.</summary>
    public LoopWait DelayAsync(TimeSpan delay)
    {
        var elapsed = new LoopSignal(this);
        CreateTimer(static signal => ((LoopSignal)signal!).Set(), elapsed).Arm(delay);
        return elapsed.WaitAsync();
    }

    /// <summary>
    /// Stops the loop: every listener and connection on it is closed, their waiters complete with <see cref="FailureReason.Stopping"/>, and the
    /// thread ends. Drain first if peers deserve a goodbye.
    /// </summary>
    public Task StopAsync()
    {
        Post(static loop => ((ReactorLoop)loop!)._stopping = true, this);
        return _stopped.Task;
    }

    /// <summary>Stops the loop and waits for its thread. Not on the loop itself.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        StopAsync().GetAwaiter().GetResult();
        _thread.Join();
    }

    internal ulong Register(int fd, IEventSource source) => _epoll.Add(fd, source);

    internal void Unregister(ulong key) => _epoll.Remove(key);

    internal void Report(Exception exception) => Log.Error($"unhandled exception on loop {Name}: {exception}");

    internal void Wake() => _epoll.Wake();

    private void Run()
    {
        _current = this;
        // Nothing on a loop uses ambient values; without them each await and each wake-up saves the handling of an execution context.
        ExecutionContext.SuppressFlow();
        SynchronizationContext.SetSynchronizationContext(new LoopSynchronizationContext(this));
        while (!_stopping)
        {
            RunRound(WaitMilliseconds());
        }

        Shutdown();
    }

    private void RunRound(int waitMilliseconds)
    {
        var count = _epoll.Wait(waitMilliseconds);
        for (var i = 0; i < count; i++)
        {
            _epoll.Prefetch(i + 1, count);
            if (_epoll.TryGetEvent(i, out var source, out var events))
            {
                Dispatch(source, events);
            }
        }

        RunPosted();
        if (_alarm.TakeRing() || _timersDue)
        {
            _timersDue = false;
            _timers.Advance();
        }

        RunDeferred();
        _hooks.Run();
    }

    /// <summary>How long the next wait may sleep: not at all while work is pending, else until an event or the alarm.</summary>
    private int WaitMilliseconds()
    {
        const int Poll = 0, Sleep = -1;
        if (_deferred.Count > 0 || _hooks.HasPending)
        {
            return Poll;
        }

        var due = _timers.NextDue;
        if (_alarm.Covers(due))
        {
            return Sleep;
        }

        var delay = due - _timers.Now();
        if (delay > 0)
        {
            _alarm.Arm(due, delay);
            _timersDue = due <= _timers.Now(); // The clock of a test may have moved between the question and the order.
        }
        else
        {
            _timersDue = true;
        }

        return _timersDue ? Poll : Sleep;
    }

    private void Dispatch(IEventSource source, uint events)
    {
        try
        {
            source.OnEvents(events);
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    private void RunPosted()
    {
        if (!_epoll.TakeWake())
        {
            return;
        }

        // Bounded by what is there now: work that posts work must not starve the sockets.
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var work); left--)
        {
            Execute(work);
        }

        if (!_posted.IsEmpty)
        {
            Wake();
        }
    }

    private void RunDeferred()
    {
        if (_deferred.Count == 0)
        {
            return;
        }

        (_deferred, _running) = (_running, _deferred);
        while (_running.TryDequeue(out var work))
        {
            Execute(work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Execute(LoopWork work)
    {
        try
        {
            work.Action(work.State);
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    private void Shutdown()
    {
        foreach (var source in _epoll.Sources())
        {
            source.OnLoopStopping();
        }

        // Continuations of the closed streams still run; a few rounds let chains of them end.
        for (var round = 0; round < 8; round++)
        {
            RunRound(0);
        }

        _alarm.Dispose();
        _epoll.Dispose();
        Buffers.Dispose();
        ScratchBuffer.Dispose();
        _sealedOutput?.Dispose();
        _sealedInput?.Dispose();
        _current = null;
        _stopped.SetResult();
    }
}
