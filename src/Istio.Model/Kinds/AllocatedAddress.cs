namespace Istio.Model.Kinds;

public sealed record AllocatedAddress(string Value, string Host);
