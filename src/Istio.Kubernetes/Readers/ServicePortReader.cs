using Istio.Core.Values;
using Istio.Model.Kinds.Core;
using Istio.Model.Kinds.Core.Services;

namespace Istio.Kubernetes.Readers;

/// <summary>The ports of a service.</summary>
internal static class ServicePortReader
{
    public static ValueList<ServicePort> Read(ref ObjectCursor cursor)
    {
        var ports = default(ListBuilder<ServicePort>);
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                var port = ReadOne(ref cursor);
                RefuseTwice(port, ports.Items);
                ports.Add(port);
            }
        }

        return ports.ToValueList();
    }

    private static void RefuseTwice(ServicePort port, ReadOnlySpan<ServicePort> before)
    {
        foreach (var other in before)
        {
            if (other.Name == port.Name || (other.Port == port.Port && other.Protocol == port.Protocol))
            {
                throw ObjectCursor.Unexpected();
            }
        }
    }

    private static ServicePort ReadOne(ref ObjectCursor cursor)
    {
        var seen = 0u;
        var (name, number, protocol, appProtocol) = ("", 0, "", "");
        var target = default(PortReference);
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
            else if (cursor.Is("targetPort"u8, 2, ref seen))
            {
                target = ReadTarget(ref cursor);
            }
            else if (cursor.Is("protocol"u8, 3, ref seen))
            {
                protocol = ProtocolReader.Read(ref cursor);
            }
            else if (cursor.Is("appProtocol"u8, 4, ref seen))
            {
                appProtocol = cursor.PooledText();
            }
            else
            {
                cursor.Skip();
            }
        }

        return number == 0
            ? throw ObjectCursor.Unexpected()
            : new ServicePort(name, number, protocol, target == default ? PortReference.Numbered(number) : target, appProtocol);
    }

    private static PortReference ReadTarget(ref ObjectCursor cursor) =>
        !cursor.OpenPort(out var number) ? default : number > 0 ? PortReference.Numbered(number) : PortReference.Named(cursor.SharedText());
}
