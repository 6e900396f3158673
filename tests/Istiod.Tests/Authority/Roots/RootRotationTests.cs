using Istio.Testing.Logging;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots;

public sealed class RootRotationTests
{
    private static readonly AuthoritySettings Settings = new()
    {
        RootCaDirectory = "/nowhere",
        SelfSignedLifetime = TimeSpan.FromDays(100),
        RootCheckInterval = TimeSpan.FromHours(1),
        RootCheckJitter = false,
    };

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly MeshTrust _trust = new();

    [Fact]
    public void The_root_is_rotated_when_a_fifth_of_its_life_is_left()
    {
        var (live, rotation) = Start(Settings);
        var first = live.Current;

        _time.Advance(TimeSpan.FromDays(79));
        rotation.Check();
        Assert.Same(first, live.Current);

        _time.Advance(TimeSpan.FromDays(2));
        rotation.Check();
        Assert.NotSame(first, live.Current);
        Assert.Equal(live.Current.Roots, _trust.AuthorityRoots);
        Assert.True(_trust.AuthorityRoots.Contains(first.Certificate));
    }

    [Fact]
    public async Task The_check_runs_at_its_interval_and_stops_when_told()
    {
        var (live, rotation) = Start(Settings);
        var replaced = new TaskCompletionSource<SigningMaterial>();
        live.Replaced += replaced.SetResult;
        using var stopping = new CancellationTokenSource();
        var running = rotation.RunAsync(stopping.Token);

        _time.Advance(TimeSpan.FromDays(81));
        await replaced.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stopping.CancelAsync();
        await running;
    }

    [Fact]
    public void A_follower_that_fails_keeps_no_other_from_the_new_root()
    {
        var log = RecordedLog.OfProcess;
        var (live, rotation) = Start(Settings);
        SigningMaterial? told = null;
        live.Replaced += static _ => throw new InvalidOperationException("no key for this follower");
        live.Replaced += material => told = material;

        _time.Advance(TimeSpan.FromDays(81));
        rotation.Check();

        Assert.Same(live.Current, told);
        Assert.Contains("no key for this follower", Assert.Single(log.Lines("goes on with the former one")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_fails_leaves_the_root_and_the_next_one_tries_again()
    {
        var log = RecordedLog.OfProcess;
        var (live, rotation) = Start(Settings);
        var first = live.Current;
        Action broken = static () => throw new InvalidOperationException("no pages for peers");
        _trust.CallersChanged += broken;

        _time.Advance(TimeSpan.FromDays(81));
        rotation.Check();
        Assert.Same(first, live.Current);
        Assert.Equal(first.Roots, _trust.AuthorityRoots);
        Assert.NotEmpty(log.Lines("the next check tries again"));

        _trust.CallersChanged -= broken;
        rotation.Check();
        Assert.NotSame(first, live.Current);
    }

    [Fact]
    public async Task An_interval_of_zero_turns_rotation_off()
    {
        var (live, rotation) = Start(Settings with { RootCheckInterval = TimeSpan.Zero });
        var first = live.Current;
        using var stopping = new CancellationTokenSource();
        var running = rotation.RunAsync(stopping.Token);

        _time.Advance(TimeSpan.FromDays(99));
        Assert.False(running.IsCompleted);
        Assert.Same(first, live.Current);
        await stopping.CancelAsync();
        await running;
    }

    private (LiveMaterial Live, RootRotation Rotation) Start(AuthoritySettings settings)
    {
        var authority = new SelfSignedAuthority(settings, "cluster.local", _time);
        var live = new LiveMaterial(authority.LoadOrCreate(), _trust);
        return (live, new RootRotation(authority, live, settings, _time));
    }
}
