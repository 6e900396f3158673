using System.Globalization;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Security.PeerAuthentications;

internal static class PeerAuthenticationDecoder
{
    public static PeerAuthentication Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        return document.Nested("spec", spec => Read(metadata, spec)) ?? new PeerAuthentication(metadata);
    }

    private static PeerAuthentication Read(ObjectMeta metadata, FieldReader spec)
    {
        var policy = new PeerAuthentication(metadata)
        {
            Selector = SelectorDecoder.Workloads(spec, "selector", "matchLabels"),
            Mode = spec.Nested("mtls", MutualTlsMode.Unset, ReadMode),
            PortModes = PortModes(spec),
        };
        if (spec.Has("portLevelMtls") && !policy.SelectsWorkloads)
        {
            spec.Error(FindingCode.Conflict, "portLevelMtls", "portLevelMtls requires selector: ports belong to chosen workloads");
        }

        return policy;
    }

    private static MutualTlsMode ReadMode(FieldReader mtls) => mtls.StrictChoice(
        "mode",
        MutualTlsMode.Unset,
        ("UNSET", MutualTlsMode.Unset),
        ("DISABLE", MutualTlsMode.Disable),
        ("PERMISSIVE", MutualTlsMode.Permissive),
        ("STRICT", MutualTlsMode.Strict));

    private static ValueMap<int, MutualTlsMode> PortModes(FieldReader spec)
    {
        var modes = new Dictionary<int, MutualTlsMode>();
        var any = false;
        foreach (var (ports, key, mark) in spec.Entries("portLevelMtls"))
        {
            any = true;
            var mode = ports.Nested(key, MutualTlsMode.Unset, ReadMode);
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                ports.Sink.Error(FindingCode.WrongType, mark, ports.PathOf(key), $"expected a port number, found \"{key}\"");
            }
            else if (port is < 1 or > 65535)
            {
                ports.Sink.Error(FindingCode.InvalidValue, mark, ports.PathOf(key), "port must be between 1-65535");
            }
            else
            {
                modes[port] = mode;
            }
        }

        if (spec.Has("portLevelMtls") && !any)
        {
            spec.Error(FindingCode.InvalidValue, "portLevelMtls", "should have at least 1 port");
        }

        return modes.ToValueMap();
    }
}
