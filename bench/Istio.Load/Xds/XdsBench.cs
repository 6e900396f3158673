using System.Globalization;
using System.Text.Json;

namespace Istio.Load.Xds;

/// <summary>
/// <c>bench xds</c>: what istiod costs with many ztunnels, in CPU seconds of its process and milliseconds from a save to the clients. The clients are
/// this program's own, over connections in clear.
/// </summary>
internal sealed class XdsBench(XdsOptions options, string folder)
{
    private const int SingleChanges = 5;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    private readonly List<Figure> _figures = [];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = XdsOptions.Parse(arguments);
        var folder = Directory.CreateTempSubdirectory("istio-load-").FullName;
        try
        {
            var bench = new XdsBench(options, folder);
            await bench.MeasureAsync(FileLayout.Object);
            await bench.MeasureAsync(FileLayout.Namespace);
            bench.Report();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task MeasureAsync(FileLayout layout)
    {
        var name = layout == FileLayout.Object ? "a file an object" : "a file a namespace";
        Say($"{name}: writing {options.Workloads} workloads");
        var configuration = Path.Combine(folder, layout.ToString());
        var mesh = new SampleMesh(configuration, options.Workloads, layout);
        mesh.Write();
        Say($"{name}: starting istiod");
        await using var scene = new Scene(await MeasuredIstiod.StartAsync(configuration, folder), mesh, options);
        var isObject = layout == FileLayout.Object;
        Add($"{name}: ready", scene.Istiod.CpuSeconds, "CPU s", isObject ? 2.2 : null);
        Add($"{name}: resident when ready", scene.Istiod.ResidentMegabytes, "MB", isObject ? 170 : null);
        Say($"{name}: connecting {options.Clients} clients");
        var (first, megabytes) = await scene.ConnectAsync();
        Add($"{name}: first push ({megabytes:F0} MB)", first, "CPU s", isObject ? 0.5 : null);
        Add($"{name}: resident with {options.Clients} clients", scene.Istiod.ResidentMegabytes, "MB", isObject ? 180 : null);
        if (isObject)
        {
            await scene.DisconnectAsync();
            Add($"{name}: first push again", (await scene.ConnectAsync()).Cpu, "CPU s", 0.4);
        }

        Say($"{name}: single changes");
        var (cpu, latencies) = await scene.ChangeOneByOneAsync(SingleChanges);
        AddLatencies($"{name}: one pod changes", cpu * 1000, "CPU ms", latencies, isObject ? (6, 10, 40) : (20, null, null));
        Say($"{name}: 10 changes a second for {options.Churn.TotalSeconds:F0} s");
        (cpu, latencies) = await scene.ChurnAsync();
        AddLatencies($"{name}: 10 changes a second", cpu, "CPU s", latencies, isObject ? (1.2, 12, 40) : (2.5, 100, null), worst: 0.99);
        Add($"{name}: resident at the end", scene.Istiod.ResidentMegabytes, "MB");
    }

    private void AddLatencies(string name, double cpu, string unit, List<double> latencies, (double Cpu, double? Median, double? Worst) marks, double worst = 1)
    {
        latencies.Sort();
        Add(name, cpu, unit, marks.Cpu);
        Add($"{name}: median", latencies[latencies.Count / 2], "ms", marks.Median);
        Add($"{name}: {(worst < 1 ? "p99" : "worst")}", latencies[Math.Min(latencies.Count - 1, (int)(latencies.Count * worst))], "ms", marks.Worst);
    }

    private void Add(string name, double value, string unit, double? mark = null) => _figures.Add(new(name, value, unit, mark));

    private void Report()
    {
        Console.WriteLine($"istiod {MeasuredIstiod.Program}, {options.Workloads} workloads, {options.Clients} fake ztunnels of this program, xDS in clear");
        Console.WriteLine($"{"what",-58} {"measured",12} {"mark",8}");
        foreach (var figure in _figures)
        {
            var mark = figure.Mark is { } limit ? limit.ToString("0.##", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name,-58} {figure.Value,6:0.###} {figure.Unit,-5} {mark,8}{(figure.IsMet ? "" : "  not met")}"));
        }

        if (options.JsonFile is { } file)
        {
            WriteJson(file);
        }
    }

    private void WriteJson(string file)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartArray();
        foreach (var figure in _figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteNumber("value", figure.Value);
            json.WriteString("unit", figure.Unit);
            if (figure.Mark is { } mark)
            {
                json.WriteNumber("mark", mark);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Say(string what) => Console.Error.WriteLine(what);
}
