using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;

namespace Istio.Kubernetes.Readers;

internal static class ServiceSpecReader
{
    public static void Read(ref ObjectCursor cursor, ref ServiceSpec spec)
    {
        if (!cursor.OpenMapping())
        {
            return;
        }

        var seen = 0u;
        while (cursor.NextField())
        {
            if (!ReadAddressing(ref cursor, ref spec, ref seen) && !ReadTraffic(ref cursor, ref spec, ref seen))
            {
                cursor.Skip();
            }
        }

        spec.ClusterIPs = Addresses(spec.ClusterIP ?? "", spec.ClusterIPs ?? []);
    }

    /// <returns>False when the field is another one.</returns>
    private static bool ReadAddressing(ref ObjectCursor cursor, ref ServiceSpec spec, ref uint seen)
    {
        if (cursor.Is("ports"u8, 0, ref seen))
        {
            spec.Ports = ServicePortReader.Read(ref cursor);
        }
        else if (cursor.Is("selector"u8, 1, ref seen))
        {
            spec.Selector = TextMapReader.Read(ref cursor);
        }
        else if (cursor.Is("clusterIP"u8, 2, ref seen))
        {
            spec.ClusterIP = cursor.Text();
        }
        else if (cursor.Is("clusterIPs"u8, 3, ref seen))
        {
            spec.ClusterIPs = TextListReader.Read(ref cursor);
        }
        else if (cursor.Is("ipFamilies"u8, 4, ref seen))
        {
            spec.Families = ReadFamilies(ref cursor);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <returns>False when the field is another one.</returns>
    private static bool ReadTraffic(ref ObjectCursor cursor, ref ServiceSpec spec, ref uint seen)
    {
        if (cursor.Is("type"u8, 5, ref seen))
        {
            spec.IsExternalName = cursor.OpenText() && cursor.TextIs("ExternalName"u8);
        }
        else if (cursor.Is("internalTrafficPolicy"u8, 6, ref seen))
        {
            spec.IsNodeLocal = cursor.OpenText() && cursor.TextIs("Local"u8);
        }
        else if (cursor.Is("publishNotReadyAddresses"u8, 7, ref seen))
        {
            spec.PublishNotReadyAddresses = cursor.Boolean();
        }
        else if (cursor.Is("trafficDistribution"u8, 8, ref seen))
        {
            spec.TrafficDistribution = ReadDistribution(ref cursor);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static string ReadDistribution(ref ObjectCursor cursor) =>
        !cursor.OpenText() ? ""
        : cursor.TextIs("PreferClose"u8) ? "PreferClose"
        : cursor.TextIs("PreferSameZone"u8) ? "PreferSameZone"
        : cursor.TextIs("PreferSameNode"u8) ? "PreferSameNode"
        : "";

    private static ValueList<IpFamily> ReadFamilies(ref ObjectCursor cursor)
    {
        var families = default(ListBuilder<IpFamily>);
        if (cursor.OpenList())
        {
            while (cursor.NextText())
            {
                families.Add(cursor.TextIs("IPv4"u8) ? IpFamily.IPv4 : cursor.TextIs("IPv6"u8) ? IpFamily.IPv6 : throw ObjectCursor.Unexpected());
            }
        }

        return families.ToValueList();
    }

    /// <summary>All addresses when there are more than the first, as the decoder reads them.</summary>
    private static ValueList<string> Addresses(string first, ValueList<string> all)
    {
        var areValid = first.Length == 0 || IsAddress(first);
        foreach (var address in all)
        {
            areValid = areValid && IsAddress(address);
        }

        var isOnlyOne = all.Count <= 1 && first.Length > 0;
        return !areValid || (isOnlyOne && all.Count == 1 && all[0] != first) ? throw ObjectCursor.Unexpected()
            : isOnlyOne && all.IsEmpty ? [first]
            : all;
    }

    private static bool IsAddress(string text) => text == "None" || IpAddress.TryParse(text, out _);
}
