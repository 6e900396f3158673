namespace Istio.Model.Findings;

/// <summary>A message of Istio's analysis (1.28.4), as <c>istioctl analyze</c> and status conditions name it.</summary>
/// <param name="Code"><c>IST</c> and four digits.</param>
/// <param name="Level">The severity that Istio gives it.</param>
public sealed record IstioMessage(string Code, string Name, Severity Level)
{
    public static IstioMessage ReferencedResourceNotFound { get; } = new("IST0101", nameof(ReferencedResourceNotFound), Severity.Error);

    public static IstioMessage SchemaValidationError { get; } = new("IST0106", nameof(SchemaValidationError), Severity.Error);

    public static IstioMessage SchemaWarning { get; } = new("IST0133", nameof(SchemaWarning), Severity.Warning);

    public static IstioMessage IneffectivePolicy { get; } = new("IST0167", nameof(IneffectivePolicy), Severity.Warning);
}
