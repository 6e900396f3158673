namespace Istio.Model.Objects;

/// <summary>The object that controls another one.</summary>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name);
