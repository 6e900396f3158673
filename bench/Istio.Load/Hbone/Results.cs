using Istio.Load.Load;

namespace Istio.Load.Hbone;

/// <summary>Everything a run has measured.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Workload, string Pair), List<Sample>> _samples = [];

    public Dictionary<string, MemorySample> Memory { get; } = [];

    public List<FloodSample> Floods { get; } = [];

    public SteadySample? Steady { get; set; }

    public void Add(Workload workload, string pair, Sample sample)
    {
        if (!_samples.TryGetValue((workload.Name, pair), out var list))
        {
            _samples.Add((workload.Name, pair), list = []);
        }

        list.Add(sample);
    }

    public IReadOnlyList<Sample> Of(Workload workload, string pair) => _samples.GetValueOrDefault((workload.Name, pair)) ?? [];

    /// <summary>CPU per unit relative to another pair: the median of the ratios of runs that stood beside each other in time. Null without both.</summary>
    public double? Ratio(Workload workload, string pair, string peer)
    {
        var ratios = Of(workload, pair).Zip(Of(workload, peer), (own, other) => own.CpuPerUnit / other.CpuPerUnit).Order().ToArray();
        return ratios.Length == 0 ? null : Median(ratios);
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
