namespace Istioctl.Playground.Observation;

/// <summary>One line of a metrics page.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>The label's value, or an empty text.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}
