using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Net;

namespace Istio.Model.Kinds.Mesh;

/// <summary>The mesh configuration file. Unlike objects it has no apiVersion and no kind, and at most one document.</summary>
public static class MeshConfigDecoder
{
    private static readonly DecodeOptions Options = DecodeOptions.Files with { UnknownFields = UnknownFields.Named, AcceptsProtoNames = true };

    /// <summary>Fields of Istio's MeshConfig that nothing here reads yet.</summary>
    private static readonly string[] Unused =
    [
        "accessLogEncoding", "accessLogFile", "accessLogFormat", "ca", "certificates", "configSources", "connectTimeout", "defaultConfig",
        "defaultDestinationRuleExportTo", "defaultHttpRetryPolicy", "defaultProviders", "defaultServiceExportTo", "defaultVirtualServiceExportTo",
        "disableEnvoyListenerLog", "dnsRefreshRate", "enableAutoMtls", "enableEnvoyAccessLogService", "enablePrometheusMerge", "enableTracing",
        "extensionProviders", "h2UpgradePolicy", "inboundClusterStatName", "inboundTrafficPolicy", "ingressClass", "ingressControllerMode",
        "ingressSelector", "ingressService", "localityLbSetting", "meshMTLS", "outboundClusterStatName", "outboundTrafficPolicy", "pathNormalization",
        "protocolDetectionTimeout", "proxyHttpPort", "proxyInboundListenPort", "proxyListenPort", "serviceScopeConfigs", "serviceSettings",
        "tcpKeepalive", "tlsDefaults", "verifyCertificateAtClient",
    ];

    /// <summary>
    /// The settings, read one by one: a setting that is wrong is an error and stays as it was, one that nobody knows is a warning, and neither touches the
    /// others. Null when the text holds no settings at all to read. An empty text means the defaults.
    /// </summary>
    /// <param name="before">The settings in force.</param>
    /// <param name="beneath">The settings of another text, which this one changes where it says something; null for the defaults.</param>
    public static (MeshConfig? Config, ValueList<Finding> Findings) Decode(string file, string text, MeshConfig before, MeshConfig? beneath = null)
    {
        var sink = new FindingSink(file, 1);
        beneath ??= MeshConfig.Default;
        var config = beneath;
        var documents = 0;
        foreach (var document in YamlText.Documents(text))
        {
            if (++documents > 1)
            {
                sink.Error(FindingCode.Syntax, new Mark(document.FirstLine, 1), "", "the mesh configuration is one document; this is a second one");
                config = null;
                break;
            }

            config = DecodeDocument(document, before, beneath, sink);
        }

        return (config, sink.Findings().ToValueList());
    }

    /// <summary>The settings of a text that is the first to be read.</summary>
    public static (MeshConfig? Config, ValueList<Finding> Findings) Decode(string file, string text) => Decode(file, text, MeshConfig.Default);

    /// <summary>The text says something: it has a document.</summary>
    public static bool HasDocument(string text) => YamlText.Documents(text).Any();

    private static MeshConfig? DecodeDocument(YamlDocumentText document, MeshConfig before, MeshConfig beneath, FindingSink sink)
    {
        foreach (var (mark, message) in document.Problems)
        {
            sink.Error(FindingCode.Syntax, mark, "", message);
        }

        DocumentNode root;
        try
        {
            root = YamlNodeReader.Read(document.Text, document.FirstLine);
        }
        catch (SyntaxException error)
        {
            sink.Error(FindingCode.Syntax, error.Mark, "", error.Message);
            return null;
        }

        if (root is not MappingNode mapping)
        {
            sink.Error(FindingCode.Syntax, root.Mark, "", $"expected settings by name, found {root.Description}");
            return null;
        }

        if (sink.HasError)
        {
            return null;
        }

        var reader = new FieldReader(mapping, "", Options, sink);
        var config = Read(reader, before, beneath);
        reader.Finish();
        return config;
    }

    private static MeshConfig Read(FieldReader reader, MeshConfig before, MeshConfig beneath)
    {
        foreach (var field in Unused)
        {
            if (reader.Has(field))
            {
                reader.Sink.Note(FindingCode.UnusedField, reader.MarkOf(field), field, "accepted, but nothing in this version uses it");
            }
        }

        NoteAliases(reader);
        return new MeshConfig
        {
            TrustDomain = Setting(reader, "trustDomain", before.TrustDomain, beneath.TrustDomain, ReadTrustDomain),
            TrustDomainAliases = Setting(reader, "trustDomainAliases", before.TrustDomainAliases, beneath.TrustDomainAliases, ReadAliases),
            RootNamespace = Setting(reader, "rootNamespace", before.RootNamespace, beneath.RootNamespace, ReadRootNamespace),
            CaCertificates = Setting(reader, "caCertificates", before.CaCertificates, beneath.CaCertificates, field => reader.List(field, ReadCaCertificate)),
            DiscoverySelectors = Setting(
                reader, "discoverySelectors", before.DiscoverySelectors, beneath.DiscoverySelectors, field => reader.List(field, SelectorDecoder.Read)),
        };

        // Those of both count, as in Istio, which sorts them then.
        ValueList<string> ReadAliases(string field)
        {
            var aliases = reader.Strings(field);
            return beneath.TrustDomainAliases.IsEmpty ? aliases : [.. aliases.Union(beneath.TrustDomainAliases).Order(StringComparer.Ordinal)];
        }

        string ReadTrustDomain(string field)
        {
            var domain = reader.String(field, MeshConfig.Default.TrustDomain);
            if (!DnsNames.IsSubdomain(domain))
            {
                reader.Error(FindingCode.InvalidValue, field, $"expected a domain in lower case, found \"{domain}\"");
            }

            return domain;
        }

        string ReadRootNamespace(string field)
        {
            var name = reader.String(field, MeshConfig.Default.RootNamespace);
            if (!DnsNames.IsLabel(name))
            {
                reader.Error(FindingCode.InvalidValue, field, $"expected the name of a namespace, found \"{name}\"");
            }

            return name;
        }
    }

    /// <summary>Istio's sidecars let identities of the aliases in and widen what allows them; ztunnel does neither.</summary>
    private static void NoteAliases(FieldReader reader)
    {
        if (reader.Has("trustDomainAliases"))
        {
            const string Reach = "used by policies only, for the callers that they keep out: ztunnel lets no identity of these trust domains in, "
                + "and a principal of one that an AuthorizationPolicy lets in matches nobody";
            reader.Sink.Note(FindingCode.UnusedField, reader.MarkOf("trustDomainAliases"), "trustDomainAliases", Reach);
        }
    }

    private static T Setting<T>(FieldReader reader, string field, T before, T beneath, Func<string, T> read)
    {
        var errors = reader.Sink.Errors;
        var value = reader.Has(field) ? read(field) : beneath;
        return reader.Sink.Errors > errors || reader.IsDoubled(field) ? before : value;
    }

    private static string ReadCaCertificate(FieldReader entry)
    {
        if (entry.Has("spiffeBundleUrl"))
        {
            entry.Error(FindingCode.InvalidValue, "spiffeBundleUrl", "bundles from a URL are not supported yet; give the certificates as pem");
        }
        else
        {
            entry.Require("pem");
        }

        entry.Ignore("certSigners", "trustDomains", "spiffeBundleUrl");
        return entry.String("pem");
    }
}
