namespace Istio.Collections.Tests.Random;

/// <summary>The same graph computed from scratch with plain dictionaries: what every table must hold.</summary>
internal static class Oracle
{
    public static List<SortedDictionary<string, Cell>> Compute(IEnumerable<NodeSpec> nodes, IEnumerable<SortedDictionary<string, Cell>> inputs)
    {
        List<SortedDictionary<string, Cell>> tables = [.. inputs];
        foreach (var node in nodes)
        {
            var from = tables[NodeSpec.At(node.From, tables.Count)];
            var other = tables[NodeSpec.At(node.Other, tables.Count)];
            tables.Add(node.Kind switch
            {
                NodeKind.Map => Map(node, from, other),
                NodeKind.MapMany => MapMany(node, from, other),
                NodeKind.Join => Join(from, other),
                NodeKind.Group => Group(node, from, other),
                _ => Collect(Formulas.Single(node.Seed, () => [.. other.Values]) is { } row ? [row] : []),
            });
        }

        return tables;
    }

    private static SortedDictionary<string, Cell> Map(NodeSpec node, SortedDictionary<string, Cell> from, SortedDictionary<string, Cell> other)
    {
        var table = new SortedDictionary<string, Cell>(StringComparer.Ordinal);
        foreach (var (key, row) in from)
        {
            if (Formulas.Map(row, node.Seed, other.GetValueOrDefault, tag => WithTag(other, tag), () => [.. other.Values]) is { } cell)
            {
                table[key] = cell;
            }
        }

        return table;
    }

    private static SortedDictionary<string, Cell> MapMany(NodeSpec node, SortedDictionary<string, Cell> from, SortedDictionary<string, Cell> other) =>
        Collect(from.Values.SelectMany(row => Formulas.MapMany(row, node.Seed, other.GetValueOrDefault)));

    private static SortedDictionary<string, Cell> Join(SortedDictionary<string, Cell> first, SortedDictionary<string, Cell> second)
    {
        var table = new SortedDictionary<string, Cell>(second, StringComparer.Ordinal);
        foreach (var (key, row) in first)
        {
            table[key] = row;
        }

        return table;
    }

    private static SortedDictionary<string, Cell> Group(NodeSpec node, SortedDictionary<string, Cell> from, SortedDictionary<string, Cell> other)
    {
        var tags = from.Values.Select(cell => cell.Tag).Distinct();
        return Collect(tags.Select(tag => Formulas.Group(tag, WithTag(from, tag), node.Seed, other.GetValueOrDefault)).OfType<Cell>());
    }

    /// <summary>The first input in key order owns a contested key.</summary>
    private static SortedDictionary<string, Cell> Collect(IEnumerable<Cell> cells)
    {
        var table = new SortedDictionary<string, Cell>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            table.TryAdd(cell.Name, cell);
        }

        return table;
    }

    private static List<Cell> WithTag(SortedDictionary<string, Cell> table, string tag) => [.. table.Values.Where(cell => cell.Tag == tag)];
}
