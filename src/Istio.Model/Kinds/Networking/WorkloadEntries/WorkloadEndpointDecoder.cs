using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;

namespace Istio.Model.Kinds.Networking.WorkloadEntries;

/// <summary>The fields that a WorkloadEntry and an endpoint of a ServiceEntry share.</summary>
internal static class WorkloadEndpointDecoder
{
    private const string UnixScheme = "unix://";
    private const int MaximumPortName = 62;

    public static WorkloadEndpoint Read(FieldReader endpoint)
    {
        var address = endpoint.String("address");
        var read = new WorkloadEndpoint(address)
        {
            Ports = Ports(endpoint),
            Labels = endpoint.StringMap("labels"),
            Network = endpoint.String("network"),
            Locality = endpoint.String("locality"),
            Weight = endpoint.Integer("weight", 0, int.MaxValue),
            ServiceAccount = endpoint.String("serviceAccount"),
        };
        CheckAddress(endpoint, read);
        return read;
    }

    private static void CheckAddress(FieldReader endpoint, WorkloadEndpoint read)
    {
        if (read.Address.Length == 0)
        {
            if (read.Network.Length == 0)
            {
                endpoint.Sink.Error(FindingCode.MissingField, endpoint.Mark, endpoint.PathOf("address"), "address is required, unless a network is given");
            }
        }
        else if (read.Address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            CheckSocket(endpoint, read);
        }
    }

    private static void CheckSocket(FieldReader endpoint, WorkloadEndpoint read)
    {
        var path = read.Address[UnixScheme.Length..];
        if (!path.StartsWith('/') && !path.StartsWith('@'))
        {
            endpoint.Error(FindingCode.InvalidValue, "address", "a Unix socket must be an absolute path or an abstract name");
        }
        else if (path.EndsWith('/'))
        {
            endpoint.Error(FindingCode.InvalidValue, "address", "a Unix socket may not be a directory");
        }

        if (!read.Ports.IsEmpty)
        {
            endpoint.Error(FindingCode.Conflict, "ports", "a Unix socket has no ports");
        }
    }

    private static ValueMap<string, int> Ports(FieldReader endpoint)
    {
        var ports = new Dictionary<string, int>();
        foreach (var (map, name, _) in endpoint.Entries("ports"))
        {
            if (!IsPortName(name))
            {
                map.Error(FindingCode.InvalidValue, name, "a port name has letters, digits and '-' between them");
            }

            ports[name] = map.Integer(name, 1, 65535);
        }

        return ports.ToValueMap();
    }

    private static bool IsPortName(string name)
    {
        var plain = name.Length is > 0 and <= MaximumPortName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        return plain && name[0] != '-' && name[^1] != '-';
    }
}
