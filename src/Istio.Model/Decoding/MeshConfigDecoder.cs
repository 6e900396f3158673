using Istio.Core.Values;
using Istio.Model.Decoding.Yaml;
using Istio.Model.Findings;
using Istio.Model.Kinds;
using Istio.Model.Net;

namespace Istio.Model.Decoding;

/// <summary>The mesh configuration file. Unlike objects it has no apiVersion and no kind, and at most one document.</summary>
public static class MeshConfigDecoder
{
    /// <summary>Fields of Istio's MeshConfig that nothing here reads yet.</summary>
    private static readonly string[] s_unused =
    [
        "accessLogEncoding", "accessLogFile", "accessLogFormat", "ca", "certificates", "configSources", "connectTimeout", "defaultConfig",
        "defaultDestinationRuleExportTo", "defaultHttpRetryPolicy", "defaultProviders", "defaultServiceExportTo", "defaultVirtualServiceExportTo",
        "disableEnvoyListenerLog", "dnsRefreshRate", "enableAutoMtls", "enableEnvoyAccessLogService", "enablePrometheusMerge", "enableTracing",
        "extensionProviders", "h2UpgradePolicy", "inboundClusterStatName", "inboundTrafficPolicy", "ingressClass", "ingressControllerMode",
        "ingressSelector", "ingressService", "localityLbSetting", "meshMTLS", "outboundClusterStatName", "outboundTrafficPolicy", "pathNormalization",
        "protocolDetectionTimeout", "proxyHttpPort", "proxyInboundListenPort", "proxyListenPort", "serviceScopeConfigs", "serviceSettings",
        "tcpKeepalive", "tlsDefaults", "verifyCertificateAtClient",
    ];

    /// <summary>The settings; null when a finding is an error. An empty file means the defaults.</summary>
    public static (MeshConfig? Config, ValueList<Finding> Findings) Decode(string file, string text)
    {
        FindingSink sink = new(file, 1);
        MeshConfig? config = MeshConfig.Default;
        int documents = 0;
        foreach ((string document, int firstLine) in YamlText.Documents(text))
        {
            if (++documents > 1)
            {
                sink.Error(FindingCode.Syntax, new Mark(firstLine, 1), "", "the mesh configuration is one document; this is a second one");
                break;
            }

            config = DecodeDocument(document, firstLine, sink);
        }

        return (sink.HasError ? null : config, sink.Findings().ToValueList());
    }

    private static MeshConfig? DecodeDocument(string document, int firstLine, FindingSink sink)
    {
        YamlValue root;
        try
        {
            root = YamlTreeReader.Read(document, firstLine);
        }
        catch (YamlSyntaxException error)
        {
            sink.Error(FindingCode.Syntax, error.Mark, "", error.Message);
            return null;
        }

        if (root is not YamlMapping mapping)
        {
            sink.Error(FindingCode.Syntax, root.Mark, "", $"expected settings by name, found {root.Description}");
            return null;
        }

        FieldReader reader = new(mapping, "", DecodeOptions.Files, sink);
        MeshConfig config = Read(reader);
        reader.Finish();
        return config;
    }

    private static MeshConfig Read(FieldReader reader)
    {
        foreach (string field in s_unused)
        {
            if (reader.Has(field))
            {
                reader.Sink.Note(FindingCode.UnusedField, reader.MarkOf(field), field, "accepted, but nothing in this version uses it");
            }
        }

        string trustDomain = reader.String("trustDomain", MeshConfig.Default.TrustDomain);
        string rootNamespace = reader.String("rootNamespace", MeshConfig.Default.RootNamespace);
        if (!DnsNames.IsSubdomain(trustDomain))
        {
            reader.Error(FindingCode.InvalidValue, "trustDomain", $"expected a domain in lower case, found \"{trustDomain}\"");
        }

        if (!DnsNames.IsLabel(rootNamespace))
        {
            reader.Error(FindingCode.InvalidValue, "rootNamespace", $"expected the name of a namespace, found \"{rootNamespace}\"");
        }

        return new MeshConfig
        {
            TrustDomain = trustDomain,
            TrustDomainAliases = reader.Strings("trustDomainAliases"),
            RootNamespace = rootNamespace,
            CaCertificates = reader.List("caCertificates", ReadCaCertificate),
            DiscoverySelectors = reader.List("discoverySelectors", SelectorDecoder.Read),
        };
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
