using CsCheck;
using Istio.Core.Values;

namespace Istio.Core.Tests.Values;

public sealed class ValueCollectionTests
{
    private sealed record Row(string Name, ValueList<int> Ports, ValueMap<string, string> Labels);

    [Fact]
    public void Rows_with_equal_contents_are_equal()
    {
        var one = new Row("a", [1, 2], ValueMap.Create<string, string>(new("x", "1"), new("y", "2")));
        var two = new Row("a", [1, 2], ValueMap.Create<string, string>(new("y", "2"), new("x", "1")));
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, two with { Ports = [2, 1] });
    }

    [Fact]
    public void A_list_equals_another_exactly_when_its_elements_do() =>
        Gen.Select(Gen.Int[0, 3].List[0, 4], Gen.Int[0, 3].List[0, 4]).Sample((left, right) =>
        {
            var same = left.SequenceEqual(right);
            var a = ValueList.From(left);
            var b = ValueList.From(right);
            return a.Equals(b) == same && (!same || a.GetHashCode() == b.GetHashCode());
        });

    [Fact]
    public void A_map_ignores_the_order_of_its_entries() =>
        Gen.Dictionary(Gen.Int, Gen.Int[0, 9])[0, 8].Sample(entries =>
        {
            var forwards = entries.ToValueMap();
            var backwards = entries.Reverse().ToValueMap();
            return forwards.Equals(backwards) && forwards.GetHashCode() == backwards.GetHashCode();
        });

    [Fact]
    public void A_key_given_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => ValueMap.Create<string, int>(new("a", 1), new("a", 2)));

    [Fact]
    public void Entries_become_a_map_unless_a_key_is_given_twice()
    {
        Assert.True(ValueMap.TryCreate<string, int>([new("a", 1), new("b", 2)], out var map));
        Assert.Equal(ValueMap.Create<string, int>(new("a", 1), new("b", 2)), map);
        Assert.True(ValueMap.TryCreate<string, int>([], out var none));
        Assert.Same(ValueMap<string, int>.Empty, none);
        Assert.False(ValueMap.TryCreate<string, int>([new("a", 1), new("a", 1)], out _));
    }
}
