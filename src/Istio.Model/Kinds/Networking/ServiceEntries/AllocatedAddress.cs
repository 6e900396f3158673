namespace Istio.Model.Kinds.Networking.ServiceEntries;

/// <summary>An address that istiod allocated to a host of a ServiceEntry, as its status says.</summary>
/// <param name="Value">As written: it may be no IP address, and then counts for nothing.</param>
public sealed record AllocatedAddress(string Value, string Host);
