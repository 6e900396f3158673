using Istioctl.Playground.Observation;

namespace Istioctl.Playground.View;

/// <summary>The edges of the call graph, fed with the access log. The called side decides, so its lines count; the caller's say the same again.</summary>
internal sealed class EdgeTable(AccessLog log)
{
    private readonly SortedDictionary<string, Edge> _edges = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Takes in what was logged since the last time.</summary>
    public IReadOnlyCollection<Edge> Read()
    {
        var end = log.Position;
        foreach (var line in log.Since(_position))
        {
            if (line.Direction == Direction.Inbound)
            {
                EdgeOf(line).Add(line);
            }
        }

        _position = end;
        return _edges.Values;
    }

    private Edge EdgeOf(AccessLogLine line)
    {
        var caller = line.SourceWorkload ?? line.SourceAddress ?? "unknown";
        var called = line.DestinationWorkload ?? line.DestinationAddress ?? "unknown";
        var key = $"{caller} {called}";
        if (!_edges.TryGetValue(key, out var edge))
        {
            _edges[key] = edge = new Edge(caller, called);
        }

        return edge;
    }
}
