namespace Istio.Collections.Tests.Random;

/// <summary>
/// What the nodes of random graphs compute, given a way to look things up. The engine hands in tracked reads, the oracle plain dictionaries.
/// All formulas depend on the order in which rows come, so an order that depends on history shows.
/// </summary>
internal static class Formulas
{
    public delegate Cell? Get(string key);

    public delegate IReadOnlyList<Cell> Where(string tag);

    public delegate IReadOnlyList<Cell> All();

    /// <summary>Reads by key, by group or all of the other table, as the row says; now and then answers nothing.</summary>
    public static Cell? Map(Cell row, int seed, Get get, Where where, All all)
    {
        var sum = row.Value + seed;
        switch ((row.Value + seed) & 3)
        {
            case 0:
                sum = (sum * 31) + (get($"k{Math.Abs(row.Value % 6)}")?.Value ?? 7);
                break;
            case 1:
                sum = Fold(sum, where(row.Tag));
                break;
            case 2 when seed % 3 == 0:
                sum = Fold(sum, all());
                break;
            default:
                sum += get(row.Name)?.Value ?? 11;
                break;
        }

        return sum % 5 == 0 ? null : Cell.Of(row.Name, sum % 1000);
    }

    /// <summary>Some output keys are the row's own, some are claimed by several rows.</summary>
    public static IEnumerable<Cell> MapMany(Cell row, int seed, Get get)
    {
        for (var i = 0; i < Math.Abs(row.Value % 3); i++)
        {
            yield return Cell.Of($"{row.Name}.{i}", (row.Value + i + (get(row.Name)?.Value ?? seed)) % 1000);
        }

        if (row.Value % 2 == 0)
        {
            yield return Cell.Of($"k{Math.Abs(row.Value % 6)}", row.Value);
        }
    }

    public static Cell? Group(string tag, IReadOnlyList<Cell> rows, int seed, Get get) =>
        rows.Count == 3 ? null : Cell.Of(tag, Fold(seed + (get($"k{rows.Count}")?.Value ?? 3), rows) % 1000);

    public static Cell? Single(int seed, All all) => all() is { Count: > 0 } rows ? Cell.Of("only", Fold(seed, rows) % 1000) : null;

    private static int Fold(int seed, IReadOnlyList<Cell> rows) => rows.Aggregate(seed, static (sum, row) => unchecked((sum * 31) + row.Value) % 100_003);
}
