using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;

namespace Istio.Kubernetes.Readers;

internal static class PodSpecReader
{
    /// <summary>Null when the field is absent.</summary>
    public static PodSpec? Read(ref ObjectCursor cursor)
    {
        if (!cursor.OpenMapping())
        {
            return null;
        }

        var seen = 0u;
        string? account = null;
        var (deprecatedAccount, node) = ("", "");
        var usesHostNetwork = false;
        var ports = default(ListBuilder<ContainerPort>);
        var sidecarPorts = default(ListBuilder<ContainerPort>);
        while (cursor.NextField())
        {
            if (cursor.Is("containers"u8, 0, ref seen))
            {
                ContainerReader.ReadPorts(ref cursor, ref ports, onlySidecars: false);
            }
            else if (cursor.Is("initContainers"u8, 1, ref seen))
            {
                ContainerReader.ReadPorts(ref cursor, ref sidecarPorts, onlySidecars: true);
            }
            else if (cursor.Is("nodeName"u8, 2, ref seen))
            {
                node = cursor.PooledText();
            }
            else if (cursor.Is("serviceAccountName"u8, 3, ref seen))
            {
                account = cursor.OpenText() ? cursor.SharedText() : null;
            }
            else if (cursor.Is("serviceAccount"u8, 4, ref seen))
            {
                deprecatedAccount = cursor.PooledText();
            }
            else if (cursor.Is("hostNetwork"u8, 5, ref seen))
            {
                usesHostNetwork = cursor.Boolean();
            }
            else
            {
                cursor.Skip();
            }
        }

        return new PodSpec(account ?? deprecatedAccount, node, usesHostNetwork, Share(ref cursor, ref ports, ref sidecarPorts));
    }

    /// <summary>Ports of the containers, then of the sidecars among the init containers.</summary>
    private static ValueList<ContainerPort> Share(ref ObjectCursor cursor, ref ListBuilder<ContainerPort> ports, ref ListBuilder<ContainerPort> sidecarPorts)
    {
        foreach (var port in sidecarPorts.Items)
        {
            ports.Add(port);
        }

        return ports.Count == 0 ? [] : cursor.Parts.ContainerPorts.Share(ports.ToValueList());
    }
}
