using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Reactor.Tests.Timers;

public sealed class TimerWheelTests
{
    private static readonly Gen<(int Delay, bool Cancelled)[]> Timers = Gen.Select(
        Gen.OneOf(Gen.Int[0, 70], Gen.Int[0, 5000], Gen.Int[0, 400_000], Gen.Int[0, 60_000_000]), Gen.Bool).Array[1, 30];

    [Fact]
    public void Every_timer_fires_once_at_its_tick_whatever_the_steps_of_the_clock() =>
        Gen.Select(Timers, Gen.Int[1, 3_000_000].Array[1, 60]).Sample((timers, steps) =>
        {
            var time = new FakeTimeProvider();
            var wheel = new TimerWheel(time, exception => throw exception);
            var fired = new int[timers.Length];
            var now = 0L;
            for (var i = 0; i < timers.Length; i++)
            {
                var index = i;
                var timer = new LoopTimer(wheel, _ => fired[index]++, null);
                timer.Arm(TimeSpan.FromMilliseconds(timers[i].Delay));
                if (timers[i].Cancelled)
                {
                    timer.Cancel();
                }
            }

            foreach (var step in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(step));
                now += step;
                wheel.Advance();
                for (var i = 0; i < timers.Length; i++)
                {
                    var expected = !timers[i].Cancelled && Math.Max(timers[i].Delay, 1) <= now ? 1 : 0;
                    Assert.Equal(expected, fired[i]);
                }
            }
        });

    [Fact]
    public void Sleeping_until_the_announced_time_never_misses_a_timer() =>
        Gen.Int[0, 5_000_000].Sample(delay =>
        {
            var time = new FakeTimeProvider();
            var wheel = new TimerWheel(time, exception => throw exception);
            var fired = false;
            new LoopTimer(wheel, _ => fired = true, null).Arm(TimeSpan.FromMilliseconds(delay));
            var slept = 0L;
            while (wheel.NextDue is var due and not long.MaxValue)
            {
                var next = Math.Max(1, due - wheel.Now());
                time.Advance(TimeSpan.FromMilliseconds(next));
                slept += next;
                wheel.Advance();
            }

            Assert.True(fired);
            Assert.Equal(Math.Max(1, delay), slept);
        });

    [Fact]
    public void A_callback_may_arm_its_own_timer_again()
    {
        var time = new FakeTimeProvider();
        var wheel = new TimerWheel(time, exception => throw exception);
        var fired = 0;
        LoopTimer? timer = null;
        timer = new LoopTimer(wheel, _ =>
        {
            if (++fired < 3)
            {
                timer!.Arm(TimeSpan.FromMilliseconds(10));
            }
        }, null);
        timer.Arm(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 50; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            wheel.Advance();
        }

        Assert.Equal(3, fired);
        Assert.False(timer.IsArmed);
    }

    [Fact]
    public void A_failing_callback_does_not_stop_other_timers()
    {
        var time = new FakeTimeProvider();
        var failures = 0;
        var wheel = new TimerWheel(time, _ => failures++);
        var fired = 0;
        new LoopTimer(wheel, _ => throw new InvalidOperationException("on purpose"), null).Arm(TimeSpan.FromMilliseconds(5));
        new LoopTimer(wheel, _ => fired++, null).Arm(TimeSpan.FromMilliseconds(5));
        time.Advance(TimeSpan.FromMilliseconds(5));
        wheel.Advance();
        Assert.Equal((1, 1), (failures, fired));
    }
}
