using Istio.Core.Values;
using Istio.Kubernetes.ListWatch;
using Istiod.Authority.Distribution;

namespace Istiod.Tests.Authority.Distribution;

public sealed class WatchedRowsTests
{
    private readonly List<string> _changed = [];
    private readonly WatchedRows<NamespaceRow> _rows;

    public WatchedRowsTests() => _rows = new(static head => head.Name, NamespaceRow.Read, _changed.Add);

    [Fact]
    public void Only_what_is_kept_is_a_change()
    {
        Put("a", "{}");
        Put("a", """{"labels": {"istio.io/rev": "canary"}}""");
        Put("a", """{"labels": {"istio.io/rev": "canary"}, "annotations": {"any": "thing"}}""");
        Put("a", """{"labels": {"istio.io/rev": "canary"}, "deletionTimestamp": "2026-01-01T00:00:00Z"}""");

        Assert.Equal(["a", "a", "a"], _changed);
        Assert.Equal(new(ValueMap.Create(KeyValuePair.Create("istio.io/rev", "canary")), IsTerminating: true), _rows.Find("a"));
    }

    [Fact]
    public void What_a_new_list_does_not_have_is_gone()
    {
        Put("a", "{}");
        Put("b", "{}");
        _rows.BeginList();
        Put("b", "{}");
        Put("c", "{}");
        _rows.EndList();
        _rows.Remove(new ObjectHead("", "c", "1"));
        _rows.Remove(new ObjectHead("", "c", "1"));

        Assert.Equal(["a", "b", "c", "a", "c"], _changed);
        Assert.Equal(["b"], _rows.Namespaces());
        Assert.Null(_rows.Find("a"));
    }

    private void Put(string name, string metadata) =>
        _rows.Put(new("", name, "1"), System.Text.Encoding.UTF8.GetBytes($$"""{"metadata": {{metadata}} }"""));
}
