namespace Istio.Collections.Tests.Random;

/// <summary>A random graph on the real engine.</summary>
internal sealed class EngineGraph
{
    private sealed record Step(int Seed, Table<string, Cell> Other, Index<string, Cell> OtherByTag);

    private readonly List<Table<string, Cell>> _tables = [];
    private readonly List<Index<string, Cell>> _byTag = [];

    public EngineGraph(IEnumerable<NodeSpec> nodes)
    {
        Graph = new Graph("random", verify: true);
        for (var i = 0; i < NodeSpec.Inputs; i++)
        {
            var input = Graph.Input<string, Cell>($"input {i}");
            Inputs.Add(input);
            Add(input);
        }

        foreach (var node in nodes)
        {
            Add(Make(node, $"{_tables.Count} {node.Kind}"));
        }
    }

    public Graph Graph { get; }

    public List<Input<string, Cell>> Inputs { get; } = [];

    public IReadOnlyList<Table<string, Cell>> Tables => _tables;

    private void Add(Table<string, Cell> table)
    {
        _tables.Add(table.Publish());
        _byTag.Add(table.IndexBy($"{table.Name} by tag", static cell => cell.Tag));
    }

    private Table<string, Cell> Make(NodeSpec node, string name)
    {
        var from = NodeSpec.At(node.From, _tables.Count);
        var other = NodeSpec.At(node.Other, _tables.Count);
        var step = new Step(node.Seed, _tables[other], _byTag[other]);
        return node.Kind switch
        {
            NodeKind.Map => _tables[from].Map(name, step, Map),
            NodeKind.MapMany => _tables[from].MapMany<Step, string, Cell>(name, step, MapMany),
            NodeKind.Join => Graph.Join(name, _tables[from], _tables[other]),
            NodeKind.Group => _byTag[from].Map(name, step, Group),
            _ => Graph.Single($"{name} row", step, Single).MapMany<string, Cell>(name, static (row, _, output) => output.Add(row.Name, row)),
        };
    }

    private static Cell? Map(Cell row, Step step, Read read) => Formulas.Map(
        row, step.Seed, key => read.Get(step.Other, key), tag => read.Where(step.OtherByTag, tag).ToArray(), () => read.All(step.Other).ToArray());

    private static void MapMany(Cell row, Step step, Read read, Output<string, Cell> output)
    {
        foreach (var cell in Formulas.MapMany(row, step.Seed, key => read.Get(step.Other, key)))
        {
            output.Add(cell.Name, cell);
        }
    }

    private static Cell? Group(string tag, ReadOnlySpan<Cell> rows, Step step, Read read) =>
        Formulas.Group(tag, rows.ToArray(), step.Seed, key => read.Get(step.Other, key));

    private static Cell? Single(Step step, Read read) => Formulas.Single(step.Seed, () => read.All(step.Other).ToArray());
}
