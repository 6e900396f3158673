namespace Istio.Model.Kinds;

public enum IpFamily
{
    IPv4,
    IPv6,
}
