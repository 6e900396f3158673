namespace Istio.Model.Services;

/// <summary>What makes a service that service to its callers. Its text is the name of its resource.</summary>
public readonly record struct ServiceName(string Namespace, string Hostname) : IComparable<ServiceName>
{
    public int CompareTo(ServiceName other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Hostname, other.Hostname);
    }

    public override string ToString() => $"{Namespace}/{Hostname}";
}
