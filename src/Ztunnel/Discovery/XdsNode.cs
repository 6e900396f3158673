using Envoy.Config.Core.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Core.Settings;
using Ztunnel.Settings;

namespace Ztunnel.Discovery;

/// <summary>How this proxy introduces itself to istiod.</summary>
internal static class XdsNode
{
    public static Node Of(ZtunnelSettings settings)
    {
        var metadata = new Struct
        {
            Fields =
            {
                ["NAME"] = Value.ForString(settings.PodName),
                ["NAMESPACE"] = Value.ForString(settings.PodNamespace),
                ["INSTANCE_IPS"] = Value.ForString(settings.InstanceIp),
                ["NODE_NAME"] = Value.ForString(settings.Node),
            },
        };
        if (settings.DryRunPolicies)
        {
            metadata.Fields["DRY_RUN_POLICIES"] = Value.ForString("true");
        }

        foreach (var (key, value) in settings.Metadata)
        {
            metadata.Fields[key] = Value.ForString(value);
        }

        foreach (var (key, json) in settings.JsonMetadata)
        {
            metadata.Fields[key] = ParseJson(key, json);
        }

        return new Node
        {
            Id = $"ztunnel~{settings.InstanceIp}~{settings.PodName}.{settings.PodNamespace}~{settings.PodNamespace}.svc.{settings.ClusterDomain}",
            Metadata = metadata,
        };
    }

    /// <exception cref="SettingsException">The text is not JSON.</exception>
    private static Value ParseJson(string key, string json)
    {
        try
        {
            return JsonParser.Default.Parse<Value>(json);
        }
        catch (Exception e) when (e is InvalidJsonException or InvalidProtocolBufferException)
        {
            throw new SettingsException($"{ControlPlaneDeclarations.JsonMetadata.Name}{key}: {e.Message}");
        }
    }
}
