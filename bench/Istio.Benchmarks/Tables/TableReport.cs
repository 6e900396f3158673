using System.Globalization;
using System.Text.Json;

namespace Istio.Benchmarks.Tables;

/// <summary>The cost of commits by the size of the mesh: it must follow the change and not the mesh.</summary>
internal static class TableReport
{
    /// <summary>The mark of an address update at 10,000 workloads, in microseconds of CPU; at 100,000 twice that.</summary>
    private const double MarkAt10000 = 20;

    public static int Run(Options options)
    {
        int[] sizes = options.Quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
        var rows = new List<TableRow>();
        Console.WriteLine("CPU microseconds by commit: median (least-most), bytes allocated");
        foreach (var size in sizes)
        {
            var row = Measure(size, options.Quick ? 5 : 15);
            Print(row);
            rows.Add(row);
        }

        Judge(rows);
        if (options.JsonFile is { } file)
        {
            WriteJson(rows, file);
        }

        return 0;
    }

    private static TableRow Measure(int size, int batches)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var mesh = new LargeMesh(size);
        var started = CpuClock.Microseconds;
        mesh.Load();
        var load = (CpuClock.Microseconds - started) / 1000;
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / size;
        var address = Measured.Of(batches, 2000, mesh.MoveOne, mesh.PrepareMoves);
        var policies = new List<(int, Measured)>();
        foreach (var concerned in (int[])[1, 10, 100])
        {
            policies.Add((concerned, Measured.Of(batches, 100, number => mesh.TogglePolicy(number, concerned))));
        }

        return new TableRow(size, load, each, address, policies);
    }

    private static void Print(TableRow row)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Workloads,7} workloads: load {row.LoadMilliseconds:F0} ms, {row.BytesEach} bytes each"));
        Console.WriteLine($"        one address            {row.Address}");
        foreach (var (concerned, cost) in row.Policies)
        {
            Console.WriteLine($"        a policy for {concerned,3}       {cost}");
        }
    }

    private static void Judge(List<TableRow> rows)
    {
        var at10000 = rows.Find(row => row.Workloads == 10_000)?.Address.Microseconds;
        if (at10000 is { } small)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"address update at 10,000: {small:F1} us (mark: at most {MarkAt10000})"));
        }

        if (rows.Find(row => row.Workloads == 100_000)?.Address.Microseconds is { } large)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at 100,000: {large / at10000:F2} times that (mark: at most 2)"));
        }
    }

    private static void WriteJson(List<TableRow> rows, string file)
    {
        using var stream = file == "-" ? Console.OpenStandardOutput() : File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteNumber("workloads", row.Workloads);
            json.WriteNumber("loadMilliseconds", Math.Round(row.LoadMilliseconds, 1));
            json.WriteNumber("bytesPerWorkload", row.BytesEach);
            row.Address.Write(json, "addressUpdate");
            foreach (var (concerned, cost) in row.Policies)
            {
                cost.Write(json, $"policyFor{concerned}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
