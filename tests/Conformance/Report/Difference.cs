namespace Istio.Conformance.Report;

/// <param name="Subject">What differs, for instance a resource; with its case it names a known gap.</param>
/// <param name="Detail">How, or more of them by line.</param>
internal sealed record Difference(string Subject, string Detail);
