using Istio.Core.Values;
using Istio.Model.Kinds.Discovery.EndpointSlices;

namespace Istio.Kubernetes.Readers;

/// <summary>The ports of an EndpointSlice.</summary>
internal static class SlicePortReader
{
    public static ValueList<SlicePort> Read(ref ObjectCursor cursor)
    {
        var ports = default(ListBuilder<SlicePort>);
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                ports.Add(ReadOne(ref cursor));
            }
        }

        return ports.Count == 0 ? [] : cursor.Parts.SlicePorts.Share(ports.ToValueList());
    }

    private static SlicePort ReadOne(ref ObjectCursor cursor)
    {
        var seen = 0u;
        var (name, number, protocol) = ("", 0, "");
        while (cursor.NextField())
        {
            if (cursor.Is("name"u8, 0, ref seen))
            {
                name = cursor.PooledText();
            }
            else if (cursor.Is("port"u8, 1, ref seen))
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

        return new SlicePort(name, number, protocol);
    }
}
