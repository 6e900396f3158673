using Istio.Kubernetes.Leases;

namespace Istio.Kubernetes.Tests.Leases;

public sealed class ElectionSettingsTests
{
    /// <summary>The stealing rule of Istio: its candidate's revision, whether that is remote, the default revision, the holder's key.</summary>
    [Theory]
    [InlineData("default", false, "default", "canary", true)]
    [InlineData("default", false, "default", "^canary", true)]
    [InlineData("", false, "default", "canary", true)]
    [InlineData("default", true, "default", "canary", true)]
    [InlineData("default", false, "default", "default", false)]
    [InlineData("default", false, "", "canary", false)]
    [InlineData("canary", false, "default", "default", false)]
    [InlineData("canary", false, "default", "other", false)]
    [InlineData("canary", false, "canary", "default", true)]
    [InlineData("canary", false, "default", "^canary", true)]
    [InlineData("canary", true, "default", "canary", false)]
    [InlineData("canary", true, "default", "^canary", false)]
    [InlineData("default", false, "default", "", false)]
    public void A_living_holder_loses_the_lock_by_the_rule(string revision, bool isRemote, string defaultRevision, string holder, bool isTaken)
    {
        var settings = new ElectionSettings { Identity = "istiod-1", Revision = revision, IsRemote = isRemote, DefaultRevision = () => defaultRevision };

        Assert.Equal(isTaken, settings.TakesFrom(holder));
    }

    [Theory]
    [InlineData("", false, "default")]
    [InlineData("canary", true, "^canary")]
    public void The_key_is_the_revision(string revision, bool isRemote, string key) =>
        Assert.Equal(key, new ElectionSettings { Identity = "istiod-1", Revision = revision, IsRemote = isRemote }.Key);

    [Theory]
    [InlineData("", 30, 15, 7)]
    [InlineData("istiod-1", 15, 15, 7)]
    [InlineData("istiod-1", 30, 7, 7)]
    [InlineData("istiod-1", 30, 15, 0)]
    public void Durations_that_would_let_two_lead_are_refused(string identity, int lease, int deadline, int retry) => Assert.Throws<ArgumentException>(() => new ElectionSettings
    {
        Identity = identity,
        LeaseDuration = TimeSpan.FromSeconds(lease),
        RenewDeadline = TimeSpan.FromSeconds(deadline),
        RetryPeriod = TimeSpan.FromSeconds(retry),
    }.Check());
}
