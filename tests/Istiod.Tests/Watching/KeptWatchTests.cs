using Istiod.Tests.Authority;
using Istiod.Watching;

namespace Istiod.Tests.Watching;

/// <summary>Real folders, a watch that fails on demand, and a clock that the test turns.</summary>
public sealed class KeptWatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TurnedTime _time = new();
    private Action<Exception>? _fail;
    private int _starts;
    private int _ended;
    private int _looks;
    private bool _isRefused;
    private bool _polls;

    private string Folder => _directory["config"];

    public KeptWatchTests() => Directory.CreateDirectory(Folder);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_watch_that_works_is_left_alone()
    {
        using var watch = Keep();
        Tick(10);

        Assert.Equal((1, 0), (_starts, _looks));
    }

    [Fact]
    public void While_the_system_refuses_a_watch_the_folder_is_looked_at_and_the_watch_tried_again()
    {
        _isRefused = true;
        using var watch = Keep();
        Tick(4);
        Assert.Equal((1, 4), (_starts, _looks));

        Tick(1);
        Assert.Equal((2, 5), (_starts, _looks));
        _isRefused = false;
        Tick(5);
        Assert.Equal((3, 10), (_starts, _looks));

        Tick(10);
        Assert.Equal((3, 10), (_starts, _looks));
    }

    [Fact]
    public void A_watch_that_lost_events_begins_anew()
    {
        using var watch = Keep();
        _fail!(new InternalBufferOverflowException());
        Tick(5);

        Assert.Equal((2, 1, 5), (_starts, _ended, _looks));
        Tick(5);
        Assert.Equal((2, 5), (_starts, _looks));
    }

    [Fact]
    public void Another_folder_at_the_path_is_watched_instead()
    {
        using var watch = Keep();
        Directory.Move(Folder, _directory["before"]);
        Directory.CreateDirectory(Folder);
        Tick(1);
        Assert.Equal((2, 1, 1), (_starts, _ended, _looks));

        Directory.Delete(Folder);
        watch.Check();
        Assert.Equal((2, 2, 2), (_starts, _ended, _looks));
        Tick(3);
        Assert.Equal((2, 2), (_starts, _looks));

        Directory.CreateDirectory(Folder);
        Tick(1);
        Assert.Equal((3, 3), (_starts, _looks));
    }

    [Fact]
    public void What_is_never_reported_is_looked_at_in_intervals()
    {
        using var watch = Keep();
        _polls = true;
        Tick(3);

        Assert.Equal((1, 3), (_starts, _looks));
    }

    [Fact]
    public void A_file_is_followed_through_its_links_without_a_watch()
    {
        _directory.Write("first", "1");
        File.CreateSymbolicLink(_directory["file"], "first");
        using var follower = new FileFollower([_directory["file"]], _ => throw new IOException("no watches left"), () => _looks++, _time);
        Tick(3);
        Assert.Equal(0, _looks);

        _directory.Write("second", "22");
        File.Delete(_directory["file"]);
        Tick(1);
        File.CreateSymbolicLink(_directory["file"], "second");
        Tick(1);
        _directory.Write("second", "333");
        Tick(1);

        Assert.Equal(3, _looks);
    }

    private KeptWatch Keep() => new(Folder, Start, () => _polls, () => _looks++, _time);

    private Ending Start(Action<Exception> fail)
    {
        _starts++;
        _fail = fail;
        return _isRefused ? throw new IOException("no watches left") : new Ending(() => _ended++);
    }

    private void Tick(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Tick();
        }
    }

    private sealed class Ending(Action ended) : IDisposable
    {
        public void Dispose() => ended();
    }

    /// <summary>Timers run when the test says so.</summary>
    private sealed class TurnedTime : TimeProvider
    {
        private Action? _tick;

        public void Tick() => _tick?.Invoke();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Polling.Interval, period);
            _tick = () => callback(state);
            return new Stopped();
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
