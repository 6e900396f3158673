using System.Numerics;

namespace Istio.Reactor;

/// <summary>
/// A hierarchical timer wheel: four levels of 64 slots, one tick is 1 ms, so arming and cancelling cost the same for ten timers and a
/// hundred thousand. A level's slot is spread over the level below when its turn comes. Delays beyond 64^4 ms (4.6 hours) go round again.
/// </summary>
internal sealed class TimerWheel
{
    private const int LevelBits = 6;
    private const int SlotsPerLevel = 1 << LevelBits;
    private const int Levels = 4;
    private const long MaximumDelta = (1L << (LevelBits * Levels)) - 1;

    private readonly LoopTimer[] _slots = new LoopTimer[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onCallbackFailure;
    private readonly long _start;
    private long _tick;
    private long _nextDue = long.MaxValue;
    private bool _nextDueIsKnown = true;

    public TimerWheel(TimeProvider time, Action<Exception> onCallbackFailure)
    {
        _time = time;
        _onCallbackFailure = onCallbackFailure;
        _start = time.GetTimestamp();
        for (var i = 0; i < _slots.Length; i++)
        {
            // Slots are circular lists with a sentinel, so that removal needs neither the slot nor a branch.
            var sentinel = new LoopTimer(this, static _ => { }, null);
            sentinel.Next = sentinel.Previous = sentinel;
            _slots[i] = sentinel;
        }
    }

    public void Arm(LoopTimer timer, TimeSpan delay)
    {
        Remove(timer);
        var milliseconds = delay > TimeSpan.Zero ? (long)Math.Ceiling(delay.TotalMilliseconds) : 0;
        var now = Now();
        if (now > _tick && NextOccupiedTick() > now)
        {
            _tick = now; // Nothing lies between: a wheel that stood still is set to the clock, so that the distance is right.
        }

        timer.Due = Math.Max(now + milliseconds, _tick + 1);
        Insert(timer);
    }

    public static void Remove(LoopTimer timer)
    {
        if (timer.Previous is not { } previous)
        {
            return;
        }

        var next = timer.Next!;
        previous.Next = next;
        next.Previous = previous;
        timer.Next = timer.Previous = null;
    }

    /// <summary>Fires what is due. Callbacks may arm and cancel timers, themselves included.</summary>
    public void Advance()
    {
        var now = Now();
        _nextDueIsKnown = false;
        while (_tick < now)
        {
            // Jump over empty stretches instead of walking them tick by tick.
            var next = NextOccupiedTick();
            if (next > now)
            {
                _tick = now;
                return;
            }

            _tick = next;
            Cascade();
            FireSlot((int)(_tick & (SlotsPerLevel - 1)));
        }
    }

    /// <summary>
    /// The tick at which <see cref="Advance"/> has something to do; <see cref="long.MaxValue"/> when no timer is armed. May be early, never late.
    /// </summary>
    public long NextDue
    {
        get
        {
            if (!_nextDueIsKnown)
            {
                // Asked in every round of the loop, while timers change seldom.
                _nextDue = NextOccupiedTick();
                _nextDueIsKnown = true;
            }

            return _nextDue;
        }
    }

    /// <summary>The current tick by the clock.</summary>
    public long Now() => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    private void Insert(LoopTimer timer)
    {
        var due = Math.Min(timer.Due, _tick + MaximumDelta);
        var delta = due - _tick;
        var level = 0;
        while (level < Levels - 1 && delta >= 1L << (LevelBits * (level + 1)))
        {
            level++;
        }

        var index = (int)(due >> (LevelBits * level)) & (SlotsPerLevel - 1);
        var sentinel = _slots[(level * SlotsPerLevel) + index];
        timer.Previous = sentinel.Previous;
        timer.Next = sentinel;
        sentinel.Previous!.Next = timer;
        sentinel.Previous = timer;
        _occupied[level] |= 1UL << index;
        _nextDueIsKnown = false;
    }

    /// <summary>The first tick after the current one at which some level has a slot to fire or to spread.</summary>
    private long NextOccupiedTick()
    {
        var best = long.MaxValue;
        for (var level = 0; level < Levels; level++)
        {
            if (_occupied[level] == 0)
            {
                continue;
            }

            var shift = LevelBits * level;
            var current = _tick >> shift;
            // Rotate so that bit 0 is the slot after the current one.
            var ahead = BitOperations.RotateRight(_occupied[level], (int)((current + 1) & (SlotsPerLevel - 1)));
            var slot = current + 1 + BitOperations.TrailingZeroCount(ahead);
            best = Math.Min(best, slot << shift);
        }

        return best;
    }

    private void Cascade()
    {
        for (var level = 1; level < Levels; level++)
        {
            var shift = LevelBits * level;
            if ((_tick & ((1L << shift) - 1)) != 0)
            {
                return;
            }

            Spread(level, (int)(_tick >> shift) & (SlotsPerLevel - 1));
        }
    }

    private void Spread(int level, int index)
    {
        var sentinel = _slots[(level * SlotsPerLevel) + index];
        _occupied[level] &= ~(1UL << index);
        // Detach the list first: a timer that goes round again may land in the very same slot.
        var timer = sentinel.Next!;
        sentinel.Next = sentinel.Previous = sentinel;
        while (timer != sentinel)
        {
            var next = timer.Next!;
            Insert(timer);
            timer = next;
        }
    }

    private void FireSlot(int index)
    {
        var sentinel = _slots[index];
        _occupied[0] &= ~(1UL << index);
        while (sentinel.Next is { } timer && timer != sentinel)
        {
            Remove(timer);
            try
            {
                timer.Fire();
            }
            catch (Exception exception)
            {
                _onCallbackFailure(exception); // One broken callback must not lose the other timers of its slot.
            }
        }
    }
}
