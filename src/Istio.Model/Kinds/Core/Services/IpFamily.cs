namespace Istio.Model.Kinds.Core.Services;

public enum IpFamily
{
    IPv4,
    IPv6,
}
