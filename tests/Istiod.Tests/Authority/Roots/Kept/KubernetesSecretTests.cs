using System.Security.Cryptography.X509Certificates;
using Istio.Core.Metrics;
using Istio.Testing.Kubernetes;
using Istio.Testing.Logging;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots.Kept;

/// <summary>Against a real API server.</summary>
public sealed class KubernetesSecretTests(SharedKubeApi shared)
{
    private readonly FakeTimeProvider _time = new(TestMoment.Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_several_that_start_together_all_end_with_one_root()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => cluster.Authority(_time).LoadOrCreateAsync(Cancellation))));

        Assert.Single(started.Select(material => material.Roots).Distinct());
        Assert.Single(started.Select(material => Convert.ToHexString(material.Key.ToPkcs8())).Distinct());
    }

    [Fact]
    public async Task Two_authorities_of_one_cluster_trust_the_same_root()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var hosts = await Task.WhenAll(Create(), Create());

        Assert.Equal(hosts[0].Trust.AuthorityRoots, hosts[1].Trust.AuthorityRoots);
        Assert.True(hosts[0].Trust.AuthorityRoots.Contains(X509Certificate2.CreateFromPem(await cluster.TextAsync("ca-cert.pem"))));
        await hosts[0].DisposeAsync();
        await hosts[1].DisposeAsync();

        Task<AuthorityHost> Create() =>
            AuthorityHost.CreateAsync(cluster.Settings(), "cluster.local", pods: null, new MetricRegistry(), TimeProvider.System, cluster.Client, cancellation: Cancellation);
    }

    [Fact]
    public async Task The_secret_has_the_form_that_Istio_reads()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var material = await cluster.Authority(_time).LoadOrCreateAsync(Cancellation);

        var secret = await cluster.SecretAsync();
        Assert.Equal("istio.io/ca-root", secret.GetProperty("type").GetString());
        Assert.Equal(
            ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "key.pem", "root-cert.pem"],
            secret.GetProperty("data").EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal("", await cluster.TextAsync("root-cert.pem"));
        var (certificate, key) = (await cluster.TextAsync("ca-cert.pem"), await cluster.TextAsync("ca-key.pem"));
        using var pair = X509Certificate2.CreateFromPem(certificate, key);
        Assert.Equal(material.Certificate, pair);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_Istio_has_written_is_used_and_rotated()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var root = await cluster.WriteAsIstioAsync(TestMoment.Now);
        SelfSignedAuthority mine = cluster.Authority(_time), other = cluster.Authority(_time);
        var start = await mine.LoadOrCreateAsync(Cancellation);
        Assert.Equal([root], start.Roots.Roots);
        await other.LoadOrCreateAsync(Cancellation);

        _time.Advance(TimeSpan.FromDays(3000));
        var rotated = await mine.RotateAsync(Cancellation);

        Assert.Equal(rotated!.Certificate, X509Certificate2.CreateFromPem(await cluster.TextAsync("ca-cert.pem")));
        Assert.Equal(root, X509Certificate2.CreateFromPem(await cluster.TextAsync("root-cert.pem")));
        Assert.Equal(start.Key.ToPkcs8(), rotated.Key.ToPkcs8());
        Assert.Equal(rotated.Roots, (await other.ReloadAsync(start, Cancellation))!.Roots);
        Assert.Null(await other.ReloadAsync(rotated, Cancellation));
    }

    [Fact]
    public async Task Of_two_that_rotate_one_does_and_the_other_takes_over()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        SelfSignedAuthority mine = cluster.Authority(_time), other = cluster.Authority(_time);
        var start = await mine.LoadOrCreateAsync(Cancellation);
        await other.LoadOrCreateAsync(Cancellation);
        _time.Advance(TimeSpan.FromDays(3000));

        var rotated = await other.RotateAsync(Cancellation);
        Assert.Null(await mine.RotateAsync(Cancellation));

        var live = new LiveMaterial(start, new MeshTrust());
        await new RootRotation(mine, live, cluster.Settings(), _time).CheckAsync(Cancellation);
        Assert.Equal(rotated!.Roots, live.Current.Roots);
    }

    [Fact]
    public async Task A_secret_that_somebody_deletes_is_put_back()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var authority = cluster.Authority(_time);
        var material = await authority.LoadOrCreateAsync(Cancellation);
        await cluster.DeleteAsync();
        Assert.Null(await authority.RotateAsync(Cancellation));

        Assert.Null(await authority.ReloadAsync(material, Cancellation));
        Assert.Equal(material.Roots, (await cluster.Authority(_time).LoadOrCreateAsync(Cancellation)).Roots);
        _time.Advance(TimeSpan.FromDays(3000));
        Assert.NotNull(await authority.RotateAsync(Cancellation));
    }

    [Fact]
    public async Task Another_CA_that_somebody_puts_there_is_taken_over_and_garbage_is_not()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var authority = cluster.Authority(_time);
        var live = new LiveMaterial(await authority.LoadOrCreateAsync(Cancellation), new MeshTrust());
        var rotation = new RootRotation(authority, live, cluster.Settings(), _time);
        var root = await cluster.WriteAsIstioAsync(TestMoment.Now);
        await rotation.CheckAsync(Cancellation);
        Assert.Equal(root, live.Current.Certificate);

        await cluster.ApplyAsync("istio-ca-secret", ("ca-cert.pem", await cluster.TextAsync("ca-cert.pem")), ("ca-key.pem", "not a key"));
        var log = RecordedLog.OfProcess;
        await rotation.CheckAsync(Cancellation);

        Assert.Equal(root, live.Current.Certificate);
        Assert.Equal("not a key", await cluster.TextAsync("ca-key.pem"));
        Assert.Contains("ca-key.pem: ", Assert.Single(log.Lines($"the present root stays: self-signed CA in Secret {cluster.Namespace}/istio-ca-secret")), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<AuthorityException>(() => cluster.Authority(_time).LoadOrCreateAsync(Cancellation));
        Assert.EndsWith("put the right CA there, or delete it to have a new one made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_CA_goes_into_cacerts_when_that_is_asked_for()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        var material = await cluster.Authority(_time, usesCaCerts: true).LoadOrCreateAsync(Cancellation);

        Assert.Equal("", await cluster.TextAsync("istio-generated", "cacerts"));
        Assert.Equal(material.Roots, (await cluster.Authority(_time, usesCaCerts: true).LoadOrCreateAsync(Cancellation)).Roots);

        var root = await cluster.WriteAsIstioAsync(TestMoment.Now);
        Assert.Equal(root, (await cluster.Authority(_time, usesCaCerts: true).LoadOrCreateAsync(Cancellation)).Certificate);
    }

    [Fact]
    public async Task An_operators_cacerts_is_not_taken_for_a_generated_one()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        await cluster.WriteAsIstioAsync(TestMoment.Now, "cacerts");

        var error = await Assert.ThrowsAsync<AuthorityException>(() => cluster.Authority(_time, usesCaCerts: true).LoadOrCreateAsync(Cancellation));
        Assert.StartsWith($"Secret {cluster.Namespace}/cacerts is an operator's CA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugged_in_files_win_unless_an_istiod_has_made_them()
    {
        using var cluster = await ClusterCa.CreateAsync(shared);
        using var directory = new TemporaryDirectory();
        var ca = new TestCa(TimeProvider.System.GetUtcNow());
        ca.WriteCaCerts(directory);

        await using (var pluggedIn = await CreateAsync())
        {
            Assert.Equal(ca.Bundle, pluggedIn.Trust.AuthorityRoots);
        }

        Assert.Equal("", await cluster.Api.KubectlAsync("", "get", "secrets", "-n", cluster.Namespace, "-o", "name"));
        var root = await cluster.WriteAsIstioAsync(TimeProvider.System.GetUtcNow(), "cacerts", SecretObject.Generated);
        directory.Write(SecretObject.Generated, "");
        directory.Write("root-cert.pem", "");
        await using var generated = await CreateAsync();
        Assert.Equal([root], generated.Trust.AuthorityRoots.Roots);

        Task<AuthorityHost> CreateAsync() => AuthorityHost.CreateAsync(
            cluster.Settings(directory.Path), "cluster.local", pods: null, new MetricRegistry(), TimeProvider.System, cluster.Client, cancellation: Cancellation);
    }
}
