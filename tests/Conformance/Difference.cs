namespace Conformance;

/// <param name="Subject">What differs, for instance a resource; with the case it names the difference.</param>
internal sealed record Difference(string Subject, string Detail);
