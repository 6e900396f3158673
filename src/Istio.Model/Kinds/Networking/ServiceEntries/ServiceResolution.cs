namespace Istio.Model.Kinds.Networking.ServiceEntries;

/// <summary>How callers of a ServiceEntry find its endpoints.</summary>
public enum ServiceResolution
{
    /// <summary>They already know the address: connections pass as they are.</summary>
    None,
    Static,
    Dns,
    DnsRoundRobin,
    DynamicDns,
}
