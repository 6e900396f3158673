using Istio.Xds.Resources;

namespace Istio.Xds.Tests.Resources;

public sealed class ResourceSetTests
{
    private static readonly EncodedResource A1 = Make("a", 1);
    private static readonly EncodedResource A2 = Make("a", 2);
    private static readonly EncodedResource B1 = Make("b", 1);

    [Fact]
    public void Equal_content_has_an_equal_version_and_other_content_another()
    {
        Assert.Equal(A1.Version, Make("a", 1).Version);
        Assert.NotEqual(A1.Version, A2.Version);
        Assert.NotEqual(A1.Version, TestResources.Make(ResourceTypes.Address, "a", 1, ["/10.0.0.1"]).Version);
        Assert.Matches("^[0-9a-f]{16}$", A1.Version);
    }

    [Fact]
    public void A_set_that_does_not_change_stays_the_same_object()
    {
        var set = ResourceSet.Of([A1]);

        Assert.Same(set, set.With([Make("a", 1)], ["none"]));
    }

    [Fact]
    public void A_later_revision_names_what_changed_since_an_earlier_one()
    {
        var first = ResourceSet.Of([A1]);
        var second = first.With([A2], []);
        var third = second.With([B1], []);

        Assert.Empty(third.ChangedSince(third)!);
        Assert.Equal(["b"], third.ChangedSince(second)!);
        Assert.Equal(["a", "b"], third.ChangedSince(first)!);
    }

    [Fact]
    public void A_revision_too_far_back_or_of_another_set_must_be_compared_in_full()
    {
        var first = ResourceSet.Of([A1]);
        var last = first;
        for (var i = 0; i < 100; i++)
        {
            last = last.With([Make("a", i + 10)], []);
        }

        Assert.Null(last.ChangedSince(first));
        Assert.Null(last.ChangedSince(ResourceSet.Of([A1])));
    }

    [Fact]
    public void Aliases_and_groups_are_followed_through_changes()
    {
        var set = ResourceSet.Of([TestResources.Make(ResourceTypes.Address, "a", 1, ["/10.0.0.1"], ["shop/web"])]);
        Assert.Equal(["a"], set.NamesByKey("/10.0.0.1"));

        set = set.With([TestResources.Make(ResourceTypes.Address, "a", 1, ["/10.0.0.2"], ["shop/web"]), TestResources.Make(ResourceTypes.Address, "b", 1, [], ["shop/web"])], []);
        Assert.Empty(set.NamesByKey("/10.0.0.1"));
        Assert.Equal(["a"], set.NamesByKey("/10.0.0.2"));
        Assert.Equal(["a", "b"], set.NamesByKey("shop/web"));

        Assert.Equal(["b"], set.With([], ["a"]).NamesByKey("shop/web"));
    }

    private static EncodedResource Make(string name, int content) => TestResources.Make(ResourceTypes.Address, name, content);
}
