using System.Text.Json;
using Istio.Kubernetes.Writers;
using Istiod.Authority.Distribution;

namespace Istiod.Tests.Authority.Distribution;

public sealed class RootConfigMapTests
{
    private static readonly WriteTarget Target = new(RootConfigMap.Resource, "shop", "istio-ca-root-cert");

    [Fact]
    public void What_is_written_is_right() => Assert.True(Read(RootConfigMap.New(Target, "roots")).IsRight("roots"));

    [Theory]
    [InlineData("""{"metadata": {}}""")]
    [InlineData("""{"metadata": {"labels": {"istio.io/config": "true"}}}""")]
    [InlineData("""{"metadata": {"labels": {"istio.io/config": "true"}}, "data": {"root-cert.pem": "others"}}""")]
    [InlineData("""{"metadata": {"labels": {"istio.io/config": "false"}}, "data": {"root-cert.pem": "roots"}}""")]
    [InlineData("""{"metadata": {"labels": {"kept": "yes"}}, "data": {"root-cert.pem": "roots", "kept": "too"}}""")]
    public void What_is_wrong_is_put_right_and_the_rest_stays(string stored)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(stored);
        Assert.False(Read(json).IsRight("roots"));

        var changed = MergePatch.Apply(json, RootConfigMap.Change("roots"));

        Assert.True(Read(changed).IsRight("roots"));
        Assert.Equal(stored.Contains("kept", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(changed).Contains("""
            "kept":"yes"
            """, StringComparison.Ordinal));
        Assert.Equal(stored.Contains("too", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(changed).Contains("""
            "kept":"too"
            """, StringComparison.Ordinal));
    }

    private static RootRow Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return RootConfigMap.Read(document.RootElement);
    }
}
