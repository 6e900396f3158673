using System.Globalization;
using Istio.Load.Load;
using Istio.Load.Pairs;

namespace Istio.Load.Hbone;

/// <summary>The command line of <c>bench hbone</c>.</summary>
internal sealed record HboneOptions
{
    public int Rounds { get; private init; } = 3;

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(3);

    public long BulkBytes { get; private init; } = 4_000_000_000;

    public int IdleCount { get; private init; } = 10_000;

    /// <summary>Connections of a flood.</summary>
    public int FloodCount { get; private init; } = 9000;

    public TimeSpan SteadyTime { get; private init; } = TimeSpan.FromSeconds(120);

    public string? JsonFile { get; private init; }

    public Workload[] Workloads { get; private init; } = Workload.All;

    public bool MeasuresMemory { get; private init; } = true;

    /// <summary>Floods and steady load, which have marks.</summary>
    public bool MeasuresReturn { get; private init; } = true;

    public string[] Pairs { get; private init; } = ["ztunnel", "bare", "plain", PairFactory.Direct, "envoy"];

    public static HboneOptions Parse(string[] arguments)
    {
        var options = new HboneOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Rounds = 1, Duration = TimeSpan.FromSeconds(1), BulkBytes = 1_000_000_000, IdleCount = 1000, SteadyTime = TimeSpan.FromSeconds(40) },
                "--only" => options.Only(arguments[++i].Split(',')),
                "--pairs" => options with { Pairs = arguments[++i].Split(',') },
                "--rounds" => options with { Rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "-o" when arguments[i + 1] == "json" => options with { JsonFile = arguments[i += 2] },
                var unknown => throw new ArgumentException($"unknown option {unknown}"),
            };
        }

        return options;
    }

    private HboneOptions Only(string[] names) => this with
    {
        Workloads = [.. Workload.All.Where(workload => names.Contains(workload.Name))],
        MeasuresMemory = names.Contains("memory"),
        MeasuresReturn = names.Contains("return"),
    };
}
