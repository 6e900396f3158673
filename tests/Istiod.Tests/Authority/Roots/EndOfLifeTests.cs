using Istiod.Authority.Roots;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots;

public sealed class EndOfLifeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_end_of_the_CA_is_announced_from_30_days_on_once_a_day()
    {
        using var watch = new EndOfLife(Live(new TestCa(TestMoment.Now, intermediateLife: TimeSpan.FromDays(40))), "replace it", _time, _warnings.Add);
        _time.Advance(TimeSpan.FromDays(9));
        Assert.Empty(_warnings);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["the CA certificate 'O=operator, CN=istiod CA' ends in 30 days, at 2026-03-15T04:05:06.0000000+00:00: replace it"], _warnings);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(3, _warnings.Count);

        _time.Advance(TimeSpan.FromDays(30));
        Assert.Contains("ended at 2026-03-15", _warnings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_that_ends_soon_is_announced_when_it_is_found_and_no_longer_when_it_was_replaced()
    {
        var live = Live(new TestCa(TestMoment.Now, intermediateLife: TimeSpan.FromDays(2)));
        using var watch = new EndOfLife(live, "replace it", _time, _warnings.Add);
        Assert.Single(_warnings);

        live.Replace(Live(new TestCa(TestMoment.Now)).Current);
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Single(_warnings);

        live.Replace(Live(new TestCa(TestMoment.Now, intermediateLife: TimeSpan.FromDays(20))).Current);
        Assert.Contains("ends in 10 days", _warnings[^1], StringComparison.Ordinal);
    }

    private LiveMaterial Live(TestCa ca)
    {
        ca.WriteCaCerts(_directory);
        return new LiveMaterial(PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!, new MeshTrust());
    }
}
