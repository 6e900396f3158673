using Istio.Core.Identity;
using Istio.Security.Issuance;
using Istio.Testing.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Security.Tests.Issuance;

public sealed class CertificateFollowerTests
{
    [Fact]
    public async Task A_follower_that_fails_is_in_the_log_and_renewal_goes_on()
    {
        var log = RecordedLog.OfProcess;
        var time = new FakeTimeProvider(TestAuthority.Now);
        var issuer = new ScriptedIssuer(time);
        await using var cache = new CertificateCache(issuer, time, new Random(1));
        var followed = new SemaphoreSlim(0);
        cache.Issued += _ =>
        {
            followed.Release();
            throw new InvalidOperationException("a follower's bug");
        };
        var identity = new SpiffeId("cluster.local", "shop", "followed");
        var fetched = cache.FetchAsync(identity, FetchPriority.RealTime, TestContext.Current.CancellationToken).AsTask();
        await (await issuer.NextAsync()).SucceedAsync();
        var certificate = await fetched;
        await followed.WaitAsync(TestContext.Current.CancellationToken);

        time.Advance(certificate.RenewAt - time.GetUtcNow());
        await (await issuer.NextAsync()).SucceedAsync();
        await followed.WaitAsync(TestContext.Current.CancellationToken);

        while (log.Lines("a follower's bug").Count < 2)
        {
            await Task.Yield();
        }

        Assert.All(log.Lines("a follower's bug"), line => Assert.Contains($"\terror\tidentity\tcertificate of {identity}", line, StringComparison.Ordinal));
    }
}
