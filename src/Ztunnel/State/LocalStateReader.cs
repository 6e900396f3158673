using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Core.Yaml;
using Ztunnel.Yaml;

namespace Ztunnel.State;

/// <summary>
/// Reads the YAML of <c>LOCAL_XDS_PATH</c>: workloads, services and policies without a control plane. Strict: an unknown field names
/// its path and line. The names are those that Istio's ztunnel reads and <c>/config_dump</c> writes.
/// </summary>
internal static class LocalStateReader
{
    /// <exception cref="YamlFormatException">The text is not a local configuration.</exception>
    public static LocalState Read(string yaml)
    {
        if (YamlReader.Read(yaml) is not { } root)
        {
            return LocalState.Empty;
        }

        var fields = YamlFields.Of(root, "$");
        var state = new LocalState(
            ReadAll(fields, "workloads", ReadWorkload),
            ReadAll(fields, "services", ReadService),
            ReadAll(fields, "policies", LocalPolicyReader.Read));
        fields.End();
        return state;
    }

    private static ValueList<T> ReadAll<T>(YamlFields root, string key, Func<YamlFields, T> read)
    {
        var items = root.Items(key);
        var result = new List<T>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var fields = YamlFields.Of(items[i], $"{root.Path(key)}[{i}]");
            result.Add(read(fields));
            fields.End();
        }

        return result.ToValueList();
    }

    private static Workload ReadWorkload(YamlFields fields) => new()
    {
        Uid = fields.RequiredText("uid"),
        Name = fields.RequiredText("name"),
        Namespace = fields.RequiredText("namespace"),
        Addresses = ReadAddresses(fields),
        Network = fields.Text("network") ?? string.Empty,
        NetworkMode = LocalNames.NetworkModes.Read(fields, "networkMode"),
        Protocol = LocalNames.Protocols.Read(fields, "protocol"),
        TrustDomain = fields.Text("trustDomain") ?? string.Empty,
        ServiceAccount = fields.Text("serviceAccount") ?? AddressDecoder.DefaultServiceAccount,
        Hostname = fields.Text("hostname") ?? string.Empty,
        Waypoint = ReadGateway(fields, "waypoint"),
        NetworkGateway = ReadGateway(fields, "networkGateway"),
        ApplicationTunnel = ReadTunnel(fields.Mapping("applicationTunnel")),
        NativeTunnel = fields.Boolean("nativeTunnel") ?? false,
        CanonicalName = fields.Text("canonicalName") ?? string.Empty,
        CanonicalRevision = fields.Text("canonicalRevision") ?? string.Empty,
        WorkloadName = fields.Text("workloadName") ?? string.Empty,
        WorkloadType = fields.Node("workloadType") is { } type ? LocalNames.WorkloadTypes.Parse(type, fields.Path("workloadType")) : null,
        Node = fields.Text("node") ?? string.Empty,
        ClusterId = fields.Text("clusterId") ?? string.Empty,
        AuthorizationPolicies = ReadTexts(fields, "authorizationPolicies"),
        Status = LocalNames.Statuses.Read(fields, "status"),
        Locality = ReadLocality(fields.Mapping("locality")),
        Capacity = fields.Number("capacity") ?? 1,
        Services = ReadMemberships(fields),
    };

    private static Service ReadService(YamlFields fields) => new()
    {
        Name = fields.RequiredText("name"),
        Key = new(fields.RequiredText("namespace"), fields.RequiredText("hostname")),
        Vips = ReadVips(fields),
        Ports = ReadPorts(fields.Entries("ports"), fields.Path("ports")),
        SubjectAltNames = ReadTexts(fields, "subjectAltNames"),
        IsCanonical = fields.Boolean("canonical") ?? false,
        Waypoint = ReadGateway(fields, "waypoint"),
        LoadBalancer = ReadLoadBalancer(fields.Mapping("loadBalancer")),
        IpFamilies = LocalNames.Families.Read(fields, "ipFamilies"),
    };

    private static ValueList<string> ReadTexts(YamlFields fields, string key) =>
        fields.Items(key).Select(node => YamlFields.ParseText(node, fields.Path(key))).ToValueList();

    private static ValueList<IpAddress> ReadAddresses(YamlFields fields) => fields.Items("workloadIps")
        .Select(node => IpAddress.TryParse(YamlFields.ParseText(node, fields.Path("workloadIps")), out var address)
            ? address
            : throw new YamlFormatException(node.Line, $"{fields.Path("workloadIps")}: expected an IP address"))
        .ToValueList();

    private static ValueList<NetworkAddress> ReadVips(YamlFields fields) => fields.Items("vips")
        .Select(node => NetworkAddress.TryParse(YamlFields.ParseText(node, fields.Path("vips")), out var vip)
            ? vip
            : throw new YamlFormatException(node.Line, $"{fields.Path("vips")}: expected network/address"))
        .ToValueList();

    private static GatewayAddress? ReadGateway(YamlFields parent, string key)
    {
        if (parent.Mapping(key) is not { } fields)
        {
            return null;
        }

        var destination = fields.RequiredText("destination");
        var port = fields.Number("hboneMtlsPort");
        fields.End();
        if (port is null or 0 or > ushort.MaxValue)
        {
            throw new YamlFormatException(fields.Line, $"{fields.Path("hboneMtlsPort")}: expected a port");
        }

        if (NetworkAddress.TryParse(destination, out var address))
        {
            return new(address, null, (ushort)port);
        }

        return NamespacedHostname.TryParse(destination, out var hostname)
            ? new(null, hostname, (ushort)port)
            : throw new YamlFormatException(fields.Line, $"{fields.Path("destination")}: expected network/address or namespace/hostname");
    }

    private static ApplicationTunnel? ReadTunnel(YamlFields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var tunnel = new ApplicationTunnel(LocalNames.TunnelKinds.Read(fields, "protocol"), Port(fields.Number("port") ?? 0, fields.Line, fields.Path("port")));
        fields.End();
        return tunnel;
    }

    private static Locality ReadLocality(YamlFields? fields)
    {
        if (fields is null)
        {
            return Locality.Unknown;
        }

        var locality = new Locality(fields.Text("region") ?? "", fields.Text("zone") ?? "", fields.Text("subzone") ?? "");
        fields.End();
        return locality;
    }

    private static LoadBalancer? ReadLoadBalancer(YamlFields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var scopes = fields.Items("routingPreferences").Select(node => LocalNames.Scopes.Parse(node, fields.Path("routingPreferences"))).ToValueList();
        var loadBalancer = new LoadBalancer(scopes, LocalNames.Modes.Read(fields, "mode"), LocalNames.HealthPolicies.Read(fields, "healthPolicy"));
        fields.End();
        return loadBalancer;
    }

    private static ValueMap<NamespacedHostname, ServicePorts> ReadMemberships(YamlFields fields)
    {
        var path = fields.Path("services");
        var memberships = new Dictionary<NamespacedHostname, ServicePorts>();
        foreach (var (name, node) in fields.Entries("services"))
        {
            if (!NamespacedHostname.TryParse(name, out var key))
            {
                throw new YamlFormatException(node.Line, $"{path}: \"{name}\" is not namespace/hostname");
            }

            memberships[key] = node is YamlMapping mapping
                ? ReadPorts(mapping.Entries, $"{path}.{name}")
                : throw new YamlFormatException(node.Line, $"{path}.{name}: expected a mapping");
        }

        return memberships.ToValueMap();
    }

    private static ServicePorts ReadPorts(IReadOnlyList<KeyValuePair<string, YamlNode>> entries, string path)
    {
        var ports = new Dictionary<ushort, ushort>();
        foreach (var (servicePort, target) in entries)
        {
            var from = Port(YamlFields.ParseNumber(new YamlScalar(target.Line, servicePort, PlainScalar.TypeOf(servicePort)), path), target.Line, path);
            ports[from] = Port(YamlFields.ParseNumber(target, path), target.Line, path);
        }

        return new(ports.ToValueMap());
    }

    private static ushort Port(uint number, int line, string path) =>
        number <= ushort.MaxValue ? (ushort)number : throw new YamlFormatException(line, $"{path}: {number} is no port");
}
