using System.Globalization;
using System.Text.Json;

namespace Istio.Benchmarks.Allocations;

/// <summary>Measures every operation and compares with the table. Allocation is exact on any machine; time is not, so only this gates CI.</summary>
internal static class AllocationReport
{
    public static int Run(Options options)
    {
        var table = AllocationTable.Load();
        var rows = new List<Row>();
        foreach (var make in Operations.All)
        {
            using var operation = make();
            rows.Add(new Row(operation.Name, Measure(operation, options.Quick), table.Promised(operation.Name)));
        }

        Print(rows);
        var gone = table.Names.Except(rows.Select(row => row.Name), StringComparer.Ordinal);
        foreach (var name in gone)
        {
            Console.Error.WriteLine($"the table promises '{name}', which nothing measures");
        }

        if (options.JsonFile is { } file)
        {
            WriteJson(rows, file);
        }

        return rows.Any(row => row.Fails) || gone.Any() ? 1 : 0;
    }

    /// <summary>The least of some rounds: an operation cannot allocate less than it does, but the runtime may add of its own.</summary>
    private static double Measure(Operation operation, bool quick)
    {
        var rounds = quick ? 2 : 5;
        var least = double.MaxValue;
        Repeat(operation);
        for (var i = 0; i < rounds; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(operation);
            var after = GC.GetTotalAllocatedBytes(precise: true);
            least = Math.Min(least, (double)(after - before) / operation.Count);
        }

        return least;
    }

    private static void Repeat(Operation operation)
    {
        for (var i = 0; i < operation.Count; i++)
        {
            operation.RunOnce();
        }
    }

    private static void Print(List<Row> rows)
    {
        var width = rows.Max(row => row.Name.Length);
        Console.WriteLine($"{"operation".PadRight(width)}  bytes  promised");
        foreach (var row in rows)
        {
            var promised = row.Promised is { } bytes ? bytes.ToString("F0", CultureInfo.InvariantCulture) : "-";
            var verdict = row.Promised is null ? "  has no row in bench/allocations.json" : row.Fails ? "  EXCEEDED" : row.CouldPromiseLess ? "  could promise less" : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name.PadRight(width)}  {row.Bytes,5:F0}  {promised,8}{verdict}"));
        }
    }

    private static void WriteJson(List<Row> rows, string file)
    {
        using var stream = file == "-" ? Console.OpenStandardOutput() : File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("bytesPerOperation");
        foreach (var row in rows)
        {
            json.WriteNumber(row.Name, Math.Round(row.Bytes, 1));
        }

        json.WriteEndObject();
        json.WriteBoolean("passed", !rows.Any(row => row.Fails));
        json.WriteEndObject();
    }

    private sealed record Row(string Name, double Bytes, double? Promised)
    {
        public bool Fails => Promised is not { } promised || AllocationTable.Exceeds(Bytes, promised);

        public bool CouldPromiseLess => Promised is { } promised && AllocationTable.Exceeds(promised, Bytes);
    }
}
