using Istio.Testing.Logging;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
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
    public async Task The_root_is_rotated_when_a_fifth_of_its_life_is_left()
    {
        var (live, rotation) = await StartAsync(Settings);
        var first = live.Current;

        _time.Advance(TimeSpan.FromDays(79));
        await rotation.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Same(first, live.Current);

        _time.Advance(TimeSpan.FromDays(2));
        await rotation.CheckAsync(TestContext.Current.CancellationToken);
        Assert.NotSame(first, live.Current);
        Assert.Equal(live.Current.Roots, _trust.AuthorityRoots);
        Assert.True(_trust.AuthorityRoots.Contains(first.Certificate));
    }

    [Fact]
    public async Task The_check_runs_at_its_interval_and_stops_when_told()
    {
        var (live, rotation) = await StartAsync(Settings);
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
    public async Task A_follower_that_fails_keeps_no_other_from_the_new_root()
    {
        var log = RecordedLog.OfProcess;
        var (live, rotation) = await StartAsync(Settings);
        SigningMaterial? told = null;
        live.Replaced += static _ => throw new InvalidOperationException("no key for this follower");
        live.Replaced += material => told = material;

        _time.Advance(TimeSpan.FromDays(81));
        await rotation.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Same(live.Current, told);
        Assert.Contains("no key for this follower", Assert.Single(log.Lines("goes on with the former one")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_fails_leaves_the_root_and_the_next_one_tries_again()
    {
        var log = RecordedLog.OfProcess;
        var (live, rotation) = await StartAsync(Settings);
        var first = live.Current;
        Action broken = static () => throw new InvalidOperationException("no pages for peers");
        _trust.CallersChanged += broken;

        _time.Advance(TimeSpan.FromDays(81));
        await rotation.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Same(first, live.Current);
        Assert.Equal(first.Roots, _trust.AuthorityRoots);
        Assert.NotEmpty(log.Lines("the next check tries again"));

        _trust.CallersChanged -= broken;
        await rotation.CheckAsync(TestContext.Current.CancellationToken);
        Assert.NotSame(first, live.Current);
    }

    [Fact]
    public async Task An_interval_of_zero_turns_rotation_off()
    {
        var (live, rotation) = await StartAsync(Settings with { RootCheckInterval = TimeSpan.Zero });
        var first = live.Current;
        using var stopping = new CancellationTokenSource();
        var running = rotation.RunAsync(stopping.Token);

        _time.Advance(TimeSpan.FromDays(99));
        Assert.False(running.IsCompleted);
        Assert.Same(first, live.Current);
        await stopping.CancelAsync();
        await running;
    }

    private async Task<(LiveMaterial Live, RootRotation Rotation)> StartAsync(AuthoritySettings settings)
    {
        var authority = new SelfSignedAuthority(settings, "cluster.local", new MemorySecret(), _time);
        var live = new LiveMaterial(await authority.LoadOrCreateAsync(TestContext.Current.CancellationToken), _trust);
        return (live, new RootRotation(authority, live, settings, _time));
    }
}
