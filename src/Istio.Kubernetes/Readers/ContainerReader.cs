using Istio.Model.Kinds.Core.Pods;

namespace Istio.Kubernetes.Readers;

/// <summary>The containers of a pod, of which the mesh needs the ports.</summary>
internal static class ContainerReader
{
    /// <param name="onlySidecars">Of init containers those count that go on running beside the others.</param>
    public static void ReadPorts(ref ObjectCursor cursor, ref ListBuilder<ContainerPort> ports, bool onlySidecars)
    {
        if (!cursor.OpenList())
        {
            return;
        }

        while (cursor.NextMapping())
        {
            var before = ports.Count;
            var isSidecar = ReadOne(ref cursor, ref ports);
            if (onlySidecars && !isSidecar)
            {
                ports.Truncate(before);
            }
        }
    }

    /// <returns>Whether an init container goes on running.</returns>
    private static bool ReadOne(ref ObjectCursor cursor, ref ListBuilder<ContainerPort> ports)
    {
        var seen = 0u;
        var (isNamed, isSidecar) = (false, false);
        while (cursor.NextField())
        {
            if (cursor.Is("name"u8, 0, ref seen))
            {
                isNamed = cursor.Skip();
            }
            else if (cursor.Is("ports"u8, 1, ref seen))
            {
                ReadPorts(ref cursor, ref ports);
            }
            else if (cursor.Is("restartPolicy"u8, 2, ref seen))
            {
                isSidecar = cursor.OpenText() && cursor.TextIs("Always"u8);
            }
            else
            {
                cursor.Skip();
            }
        }

        return isNamed ? isSidecar : throw ObjectCursor.Unexpected();
    }

    private static void ReadPorts(ref ObjectCursor cursor, ref ListBuilder<ContainerPort> ports)
    {
        if (!cursor.OpenList())
        {
            return;
        }

        while (cursor.NextMapping())
        {
            ports.Add(ReadPort(ref cursor));
        }
    }

    private static ContainerPort ReadPort(ref ObjectCursor cursor)
    {
        var seen = 0u;
        var (name, number, protocol) = ("", 0, "");
        while (cursor.NextField())
        {
            if (cursor.Is("name"u8, 0, ref seen))
            {
                name = cursor.PooledText();
            }
            else if (cursor.Is("containerPort"u8, 1, ref seen))
            {
                number = cursor.Port();
            }
            else if (cursor.Is("protocol"u8, 2, ref seen))
            {
                protocol = ProtocolReader.Read(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        return number > 0 ? new ContainerPort(name, number, protocol) : throw ObjectCursor.Unexpected();
    }
}
