using Istio.Core.Names;
using Istio.Core.Net;

namespace Istio.Core.Tests.Names;

public sealed class WorkloadUidTests
{
    public static TheoryData<WorkloadUid, string> Uids => new()
    {
        { WorkloadUid.Pod("Kubernetes", "shop", "web-1"), "Kubernetes//Pod/shop/web-1" },
        { WorkloadUid.WorkloadEntry("c", "shop", "vm"), "c/networking.istio.io/WorkloadEntry/shop/vm" },
        { WorkloadUid.ServiceEntryEndpoint("c", "shop", "api", "api.example.com"), "c/networking.istio.io/ServiceEntry/shop/api/api.example.com" },
        { WorkloadUid.SliceEndpoint("c", "shop", "web-x", IpAddress.Parse("fd00::1")), "c/discovery.k8s.io/EndpointSlice/shop/web-x/fd00::1" },
        { WorkloadUid.NetworkGateway("north", "172.16.0.1", 15008), "NetworkGateway/north/172.16.0.1/15008" },
    };

    [Theory]
    [MemberData(nameof(Uids), DisableDiscoveryEnumeration = true)]
    public void The_texts_are_Istios_and_equal_texts_are_equal_uids(WorkloadUid uid, string text)
    {
        Assert.Equal((text, text), (uid.Text, uid.ToString()));
        Assert.Equal(WorkloadUid.Of(text), uid);
        Assert.Equal(WorkloadUid.Of(text).GetHashCode(), uid.GetHashCode());
        Assert.NotEqual(WorkloadUid.Of(text + "0"), uid);
    }

    [Fact]
    public void The_text_is_made_once()
    {
        var uid = WorkloadUid.Pod("c", "shop", "web");

        Assert.Same(uid.Text, uid.Text);
    }

    [Theory]
    [InlineData("c//Pod/shop/web", true)]
    [InlineData("//Pod/shop/web", true)]
    [InlineData("c/networking.istio.io/ServiceEntry/shop/api///Pod/shop/web", false)]
    [InlineData("c/networking.istio.io/WorkloadEntry/shop/Pod", false)]
    [InlineData("Pod", false)]
    [InlineData("", false)]
    public void A_pod_is_known_by_the_kind_and_not_by_what_users_write(string text, bool isPod) => Assert.Equal(isPod, WorkloadUid.Of(text).IsPod);

    [Fact]
    public void They_are_sorted_by_text_and_the_default_comes_first()
    {
        WorkloadUid a = WorkloadUid.Of("a"), b = WorkloadUid.Of("b");

        Assert.True(a.CompareTo(b) < 0 && b.CompareTo(a) > 0 && a.CompareTo(WorkloadUid.Of("a")) == 0);
        Assert.True(default(WorkloadUid).CompareTo(a) < 0);
        Assert.Equal("", default(WorkloadUid).Text);
    }
}
