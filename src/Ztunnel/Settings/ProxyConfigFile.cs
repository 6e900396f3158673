using Istio.Core.Settings;
using Istio.Core.Values;
using Ztunnel.Yaml;

namespace Ztunnel.Settings;

/// <summary>The few keys of Istio's ProxyConfig that ztunnel reads, from the mesh file's <c>defaultConfig</c> or from <c>PROXY_CONFIG</c>.</summary>
internal sealed record ProxyConfigFile
{
    public const ushort StandardAdminPort = 15000;
    public const ushort StandardStatsPort = 15020;

    public static ProxyConfigFile Empty { get; } = new();

    public string? DiscoveryAddress { get; init; }

    public uint? ProxyAdminPort { get; init; }

    public uint? StatsPort { get; init; }

    public uint? Concurrency { get; init; }

    public ValueMap<string, string> ProxyMetadata { get; init; } = ValueMap<string, string>.Empty;

    /// <exception cref="YamlFormatException">The text is no YAML, or a key that is read has the wrong type.</exception>
    public static ProxyConfigFile ReadMesh(string yaml) =>
        YamlReader.Read(yaml) is { } root && YamlFields.Of(root, "mesh").Mapping("defaultConfig") is { } fields ? Read(fields) : Empty;

    /// <inheritdoc cref="ReadMesh"/>
    public static ProxyConfigFile ReadProxyConfig(string yaml) =>
        YamlReader.Read(yaml) is { } root ? Read(YamlFields.Of(root, "PROXY_CONFIG")) : Empty;

    /// <summary>This one with everything that <paramref name="over"/> says put on top; metadata merges by key.</summary>
    public ProxyConfigFile With(ProxyConfigFile over) => new()
    {
        DiscoveryAddress = over.DiscoveryAddress ?? DiscoveryAddress,
        ProxyAdminPort = over.ProxyAdminPort ?? ProxyAdminPort,
        StatsPort = over.StatsPort ?? StatsPort,
        Concurrency = over.Concurrency ?? Concurrency,
        ProxyMetadata = ProxyMetadata.Concat(over.ProxyMetadata).GroupBy(e => e.Key).Select(g => g.Last()).ToValueMap(),
    };

    /// <exception cref="SettingsException">It is no port.</exception>
    public ushort AdminPortOrStandard() => Port(ProxyAdminPort, StandardAdminPort, "proxyAdminPort");

    /// <exception cref="SettingsException">It is no port.</exception>
    public ushort StatsPortOrStandard() => Port(StatsPort, StandardStatsPort, "statsPort");

    private static ushort Port(uint? value, ushort standard, string name) => value switch
    {
        null => standard,
        <= ushort.MaxValue => (ushort)value,
        _ => throw new SettingsException($"{name}: {value} is no port"),
    };

    // The rest of these documents is for other components, so unknown keys are none of our business here.
    private static ProxyConfigFile Read(YamlFields fields) => new()
    {
        DiscoveryAddress = fields.Text("discoveryAddress"),
        ProxyAdminPort = fields.Number("proxyAdminPort"),
        StatsPort = fields.Number("statsPort"),
        Concurrency = fields.Number("concurrency"),
        ProxyMetadata = fields.Entries("proxyMetadata")
            .Select(e => KeyValuePair.Create(e.Key, YamlFields.ParseText(e.Value, fields.Path("proxyMetadata"))))
            .ToValueMap(),
    };
}
