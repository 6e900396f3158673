using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Issuance;
using Istio.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Security.Tests.Issuance;

public sealed class CertificateCacheTests : IAsyncLifetime
{
    private static readonly SpiffeId Reviews = Identity("reviews");

    private readonly FakeTimeProvider _time = new(TestAuthority.Now);
    private readonly SetClock _clock;
    private readonly ScriptedIssuer _issuer;
    private readonly CertificateCache _cache;

    public CertificateCacheTests()
    {
        _clock = new SetClock(_time);
        _issuer = new ScriptedIssuer(_clock);
        _cache = new CertificateCache(_issuer, _clock, new Random(1));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task The_first_connection_waits_and_later_ones_do_not()
    {
        Task<WorkloadCertificate> first = Fetch(Reviews), second = Fetch(Reviews);
        await (await _issuer.NextAsync()).SucceedAsync();

        Assert.Same(await first, await second);
        var third = Fetch(Reviews);
        Assert.True(third.IsCompletedSuccessfully);
        Assert.Same(await first, await third);
        Assert.Equal(0, _cache.InFlight);
    }

    [Fact]
    public async Task Renewal_comes_at_half_of_the_life_and_the_old_certificate_serves_meanwhile()
    {
        var old = await Issue(Reviews);

        _time.Advance(old.RenewAt - _time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _cache.InFlight);
        _time.Advance(TimeSpan.FromSeconds(1));
        var renewal = await _issuer.NextAsync();
        Assert.Same(old, await Fetch(Reviews));

        await SucceedAndWait(renewal);
        Assert.NotSame(old, await Fetch(Reviews));
    }

    [Fact]
    public async Task At_most_eight_requests_are_in_flight()
    {
        Task<WorkloadCertificate>[] waiting = [.. Enumerable.Range(0, 10).Select(i => Fetch(Identity($"sa{i}")))];
        var calls = new List<ScriptedIssuer.Call>();
        for (var i = 0; i < CertificateCache.MostInFlight; i++)
        {
            calls.Add(await _issuer.NextAsync());
        }

        Assert.Equal(CertificateCache.MostInFlight, _cache.InFlight);
        await calls[0].SucceedAsync();
        calls.Add(await _issuer.NextAsync());
        Assert.Equal(CertificateCache.MostInFlight, _cache.InFlight);
        await calls[1].SucceedAsync();
        calls.Add(await _issuer.NextAsync());
        foreach (var call in calls.Skip(2))
        {
            await call.SucceedAsync();
        }

        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Waiting_connections_go_before_warm_ups_and_these_before_renewals()
    {
        var busy = await OccupyAllSlots();
        _ = Fetch(Identity("renewed"), FetchPriority.Background);
        _ = Fetch(Identity("warmed"), FetchPriority.Warmup);
        _ = Fetch(Identity("upgraded"), FetchPriority.Warmup);
        _ = Fetch(Identity("wanted"), FetchPriority.RealTime);
        _ = Fetch(Identity("upgraded"), FetchPriority.RealTime);

        var order = new List<string>();
        foreach (var call in busy.Take(4))
        {
            await call.SucceedAsync();
            order.Add((await _issuer.NextAsync()).Identity.ServiceAccount);
        }

        Assert.Equal(["wanted", "upgraded", "warmed", "renewed"], order);
    }

    [Fact]
    public async Task A_waiter_gets_the_error_of_the_first_attempt_and_others_fail_at_once_until_the_next()
    {
        var waiting = Fetch(Reviews);
        (await _issuer.NextAsync()).Fail("istiod is away");

        Assert.Equal("istiod is away", (await Assert.ThrowsAsync<IssuanceException>(() => waiting)).Message);
        Assert.Equal("istiod is away", (await Assert.ThrowsAsync<IssuanceException>(() => Fetch(Reviews))).Message);
        Assert.Equal(CertificatePhase.Unavailable, Assert.Single(_cache.Snapshot()).Phase);

        _time.Advance(TimeSpan.FromSeconds(1.2));
        await SucceedAndWait(await _issuer.NextAsync());
        Assert.Equal(Reviews, (await Fetch(Reviews)).Identity);
    }

    [Fact]
    public async Task Retries_slow_down()
    {
        var waiting = Fetch(Reviews);
        await FailAndWait(await _issuer.NextAsync());
        await Assert.ThrowsAsync<IssuanceException>(() => waiting);

        foreach (var seconds in (double[])[1, 2, 4, 8])
        {
            _time.Advance(TimeSpan.FromSeconds(seconds * 0.79));
            Assert.Equal(0, _cache.InFlight);
            _time.Advance(TimeSpan.FromSeconds(seconds * 0.42));
            await FailAndWait(await _issuer.NextAsync());
        }
    }

    [Fact]
    public async Task A_valid_certificate_serves_on_while_renewal_fails_and_not_beyond_its_end()
    {
        var old = await Issue(Reviews);
        _time.Advance(old.RenewAt - _time.GetUtcNow());
        await FailAndWait(await _issuer.NextAsync());

        Assert.Same(old, await Fetch(Reviews));
        var state = Assert.Single(_cache.Snapshot());
        Assert.Equal(CertificatePhase.Available, state.Phase);
        Assert.Equal("istiod is away", state.Error);

        _time.Advance(old.Validity.NotAfter - _time.GetUtcNow());
        await Assert.ThrowsAsync<IssuanceException>(() => Fetch(Reviews));
    }

    [Fact]
    public async Task After_the_clock_was_set_back_a_certificate_is_not_served_until_it_is_valid_again()
    {
        var early = await Issue(Reviews);
        _clock.Offset = TimeSpan.FromDays(-90);

        var waiting = Fetch(Reviews);
        Assert.False(waiting.IsCompleted);
        Assert.NotEqual(CertificatePhase.Available, Assert.Single(_cache.Snapshot()).Phase);
        await FailAndWait(await _issuer.NextAsync());
        await Assert.ThrowsAsync<IssuanceException>(() => waiting);

        _clock.Offset = TimeSpan.Zero;
        Assert.Same(early, await Fetch(Reviews));
    }

    [Fact]
    public async Task A_retry_comes_after_the_time_it_was_announced_for_although_the_clock_was_set_back()
    {
        var waiting = Fetch(Reviews);
        await FailAndWait(await _issuer.NextAsync());
        await Assert.ThrowsAsync<IssuanceException>(() => waiting);
        _clock.Offset = TimeSpan.FromDays(-90);

        _time.Advance(TimeSpan.FromSeconds(1.2));
        await SucceedAndWait(await _issuer.NextAsync());
        Assert.Equal(Reviews, (await Fetch(Reviews)).Identity);
    }

    [Fact]
    public async Task Renewal_comes_within_the_hour_although_the_clock_was_set_back()
    {
        await Issue(Reviews);
        _clock.Offset = TimeSpan.FromDays(-90);

        _time.Advance(TimeSpan.FromHours(1));
        await SucceedAndWait(await _issuer.NextAsync());
        Assert.Equal(Reviews, (await Fetch(Reviews)).Identity);
    }

    [Fact]
    public async Task A_clock_set_back_within_the_validity_does_not_put_renewal_off()
    {
        var old = await Issue(Reviews);
        _time.Advance(TimeSpan.FromHours(8));
        _clock.Offset = TimeSpan.FromHours(-8);

        // Half of the life of 24 h: 8 h before, 4 h from now on.
        _time.Advance(TimeSpan.FromHours(4));
        await SucceedAndWait(await _issuer.NextAsync());
    }

    [Fact]
    public async Task A_certificate_whose_root_is_no_longer_trusted_is_renewed_at_once()
    {
        var old = await Issue(Reviews);
        _cache.OnTrustChanged(old.Roots);
        Assert.Equal(0, _cache.InFlight);

        _issuer.Authority = new LocalIssuer("cluster.local", TimeSpan.FromHours(24), _time);
        _cache.OnTrustChanged(_issuer.Authority.Roots);
        await SucceedAndWait(await _issuer.NextAsync());

        Assert.True((await Fetch(Reviews)).VerifiesAgainst(_issuer.Authority.Roots, _time.GetUtcNow()));
    }

    [Fact]
    public async Task A_removed_identity_is_neither_renewed_nor_shown()
    {
        var old = await Issue(Reviews);
        _cache.Remove(Reviews);
        _time.Advance(old.RenewAt - _time.GetUtcNow());

        Assert.Equal(0, _cache.InFlight);
        Assert.Empty(_cache.Snapshot());
    }

    [Fact]
    public async Task Removing_an_identity_ends_the_attempt_and_fails_those_who_wait()
    {
        var waiting = Fetch(Reviews);
        var call = await _issuer.NextAsync();
        _cache.Remove(Reviews);

        Assert.Equal($"{Reviews} is no longer served here", (await Assert.ThrowsAsync<IssuanceException>(() => waiting)).Message);
        Assert.True(call.Cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task A_certificate_that_arrives_after_its_identity_was_removed_is_dropped()
    {
        _issuer.AnswersLate = true;
        var cache = new CertificateCache(_issuer, _time, new Random(1));
        var waiting = cache.FetchAsync(Reviews, FetchPriority.RealTime, Cancellation).AsTask();
        var late = await _issuer.NextAsync();
        var issued = new List<SpiffeId>();
        cache.Issued += certificate => issued.Add(certificate.Identity);

        cache.Remove(Reviews);
        await Assert.ThrowsAsync<IssuanceException>(() => waiting);
        await late.SucceedAsync();

        await cache.DisposeAsync(); // waits for the attempt and what it raises
        Assert.Empty(issued);
        Assert.Empty(cache.Identities);
    }

    [Fact]
    public async Task Identities_are_those_that_were_requested_and_not_removed()
    {
        await Issue(Reviews);
        await Issue(Identity("gone"));
        _ = Fetch(Identity("waiting"));
        _cache.Remove(Identity("gone"));

        Assert.Equivalent(new[] { Reviews, Identity("waiting") }, _cache.Identities, strict: true);
    }

    [Fact]
    public async Task A_waiter_that_leaves_does_not_end_the_attempt()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = _cache.FetchAsync(Reviews, FetchPriority.RealTime, leaving.Token).AsTask();
        var call = await _issuer.NextAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await SucceedAndWait(call);
        Assert.True(Fetch(Reviews).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_certificate_from_another_time_is_refused()
    {
        var late = new FakeTimeProvider(TestAuthority.Now.AddDays(-10));
        _issuer.Authority = new LocalIssuer("cluster.local", TimeSpan.FromHours(1), late);
        var waiting = Fetch(Reviews);
        await (await _issuer.NextAsync()).SucceedAsync();

        Assert.Contains("the clock here says", (await Assert.ThrowsAsync<IssuanceException>(() => waiting)).Message, StringComparison.Ordinal);
    }

    private static SpiffeId Identity(string account) => new("cluster.local", "default", account);

    private Task<WorkloadCertificate> Fetch(SpiffeId identity, FetchPriority priority = FetchPriority.RealTime) =>
        _cache.FetchAsync(identity, priority, Cancellation).AsTask();

    private async Task<WorkloadCertificate> Issue(SpiffeId identity)
    {
        var waiting = Fetch(identity);
        await (await _issuer.NextAsync()).SucceedAsync();
        return await waiting;
    }

    private async Task<List<ScriptedIssuer.Call>> OccupyAllSlots()
    {
        var calls = new List<ScriptedIssuer.Call>();
        for (var i = 0; i < CertificateCache.MostInFlight; i++)
        {
            _ = Fetch(Identity($"busy{i}"));
            calls.Add(await _issuer.NextAsync());
        }

        return calls;
    }

    private async Task SucceedAndWait(ScriptedIssuer.Call call)
    {
        var issued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Notice(WorkloadCertificate certificate) => issued.TrySetResult();
        _cache.Issued += Notice;
        await call.SucceedAsync();
        await issued.Task.WaitAsync(Cancellation);
        _cache.Issued -= Notice;
    }

    /// <summary>A failure has no event; it has been taken in once the state shows this attempt's own message.</summary>
    private async Task FailAndWait(ScriptedIssuer.Call call)
    {
        const string Message = "istiod is away";
        var before = _cache.Snapshot().Single(state => state.Identity == call.Identity).Error;
        var marked = before == Message ? Message + " still" : Message;
        call.Fail(marked);
        while (_cache.Snapshot().Single(state => state.Identity == call.Identity).Error != marked)
        {
            await Task.Yield();
        }
    }
}
