using Istio.Kubernetes.Readers;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Tests.Readers;

public sealed class SharedValuesTests
{
    [Fact]
    public void Equal_values_become_the_first_of_them()
    {
        var shared = new SharedValues<OwnerReference>();
        var first = Owner(1);

        Assert.Same(first, shared.Share(first));
        Assert.Same(first, shared.Share(Owner(1)));
        Assert.Equal(Owner(2), shared.Share(Owner(2)));
    }

    [Fact]
    public void However_many_values_there_are_each_is_right()
    {
        var shared = new SharedValues<OwnerReference>();
        for (var i = 0; i < 50_000; i++)
        {
            Assert.Equal(Owner(i), shared.Share(Owner(i)));
        }
    }

    private static OwnerReference Owner(int number) => new("apps/v1", "ReplicaSet", $"web-{number}");
}
