using Istio.Collections.Tests.Random;

namespace Istio.Collections.Tests.Kinds;

/// <summary>
/// A kind of table made so that setting key and value at the front shows the row (key, value) at the back. Each kind then has to obey the same laws.
/// </summary>
internal sealed class Rig
{
    public static TheoryData<string> Kinds => ["input", "map", "map with a read", "mapMany", "join", "join, second table", "group", "single"];

    private readonly Input<string, Cell> _input;

    public Rig(string kind)
    {
        Graph = new Graph(kind, verify: true);
        _input = Graph.Input<string, Cell>("cells");
        Output = Make(kind).Publish();
    }

    public Graph Graph { get; }

    public Table<string, Cell> Output { get; }

    public void Set(string key, int value) => _input.Set(key, new Cell(key, value, key));

    public void Remove(string key) => _input.Remove(key);

    private Table<string, Cell> Make(string kind) => kind switch
    {
        "input" => _input,
        "map" => _input.Map("out", static (cell, _) => cell with { Tag = "mapped" }),
        "map with a read" => _input.Map("keys", static (cell, _) => cell with { Value = 0 })
            .Map("out", _input, static (cell, cells, read) => read.Get(cells, cell.Name)),
        "mapMany" => _input.MapMany<string, Cell>("out", static (cell, _, output) => output.Add(cell.Name, cell)),
        "join" => Graph.Join("out", _input, Graph.Input<string, Cell>("others")),
        "join, second table" => Graph.Join("out", Graph.Input<string, Cell>("others"), _input),
        "group" => _input.IndexBy("by name", static cell => cell.Name).Map("out", static (_, cells, _) => cells[0]),
        _ => Graph.Single("all", _input, static (cells, read) => new Cells([.. read.All(cells)]))
            .MapMany<string, Cell>("out", static (all, _, output) => all.AddTo(output)),
    };

    private sealed record Cells(Istio.Core.Values.ValueList<Cell> Rows)
    {
        public void AddTo(Output<string, Cell> output)
        {
            foreach (var cell in Rows)
            {
                output.Add(cell.Name, cell);
            }
        }
    }
}
