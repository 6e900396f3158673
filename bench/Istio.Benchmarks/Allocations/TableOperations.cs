using Istio.Collections;
using Istio.Model.Objects;

namespace Istio.Benchmarks.Allocations;

/// <summary>
/// Commits of one edit in a mesh of 1,000 pods. The rows are made beforehand, so what is counted is the graph's own.
/// </summary>
internal static class TableOperations
{
    private const int Pods = 1000;

    public static Operation UpdateOfOneRow() =>
        Make("tables: commit of one row through map, join and two indexes", published: false, static (pod, _, _) => pod.Mapped);

    public static Operation ReadsThatChange() =>
        Make("tables: commit of one row whose reads change", published: false, static (pod, pods, read) =>
            read.Get(pods, ObjectName.Of("ns", pod.Address)) is null ? pod.Mapped : pod);

    public static Operation UpdateOfOnePublishedRow() =>
        Make("tables: commit of one row of a published table", published: true, static (pod, _, _) => pod.Mapped);

    private static SimpleOperation Make(string name, bool published, Func<Row, Table<ObjectName, Row>, Read, Row?> map)
    {
        var graph = new Graph("allocations", verify: false);
        var pods = graph.Input<ObjectName, Row>("pods");
        pods.IndexBy("pods by address", static pod => pod.Address);
        var mapped = pods.Map("mapped", pods, map);
        mapped.IndexBy("mapped by name", static pod => pod.Key.Name);
        var joined = graph.Join("joined", mapped);
        if (published)
        {
            joined.Publish();
        }

        var versions = Versions();
        for (var i = 0; i < Pods; i++)
        {
            pods.Set(versions[i, 0].Key, versions[i, 0]);
        }

        graph.Commit();
        var number = -1;
        return new SimpleOperation(name, () =>
        {
            number++;
            var pod = versions[number % Pods, (number / Pods + 1) % 2];
            pods.Set(pod.Key, pod);
            if (graph.Commit().ChangedRows != 3)
            {
                throw new InvalidOperationException("The commit did not change what it is measured for.");
            }
        });
    }

    /// <summary>Two versions of each pod with another address, each with the row that it is mapped to.</summary>
    private static Row[,] Versions()
    {
        var versions = new Row[Pods, 2];
        for (var i = 0; i < Pods; i++)
        {
            var key = ObjectName.Of("ns", $"pod-{i}");
            versions[i, 0] = new Row(key, $"10.0.{i}", new Row(key, $"mapped 10.0.{i}", null));
            versions[i, 1] = new Row(key, $"10.1.{i}", new Row(key, $"mapped 10.1.{i}", null));
        }

        return versions;
    }

    private sealed record Row(ObjectName Key, string Address, Row? Mapped);
}
