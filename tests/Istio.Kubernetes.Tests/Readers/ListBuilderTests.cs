using Istio.Core.Values;
using Istio.Kubernetes.Readers;

namespace Istio.Kubernetes.Tests.Readers;

public sealed class ListBuilderTests
{
    [Fact]
    public void Any_number_of_items_is_kept_in_order()
    {
        for (var count = 0; count < 70; count++)
        {
            var builder = default(ListBuilder<int>);
            for (var i = 0; i < count; i++)
            {
                builder.Add(i);
            }

            Assert.Equal(count, builder.Count);
            Assert.Equal(Enumerable.Range(0, count).ToValueList(), builder.ToValueList());
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(9, 0)]
    [InlineData(20, 12)]
    public void Items_can_be_dropped(int count, int left)
    {
        var builder = default(ListBuilder<int>);
        for (var i = 0; i < count; i++)
        {
            builder.Add(i);
        }

        builder.Truncate(left);
        builder.Add(-1);

        Assert.Equal([.. Enumerable.Range(0, left), -1], builder.ToValueList());
    }
}
