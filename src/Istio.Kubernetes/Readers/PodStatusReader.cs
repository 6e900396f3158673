using Istio.Core.Net;
using Istio.Core.Values;

namespace Istio.Kubernetes.Readers;

internal static class PodStatusReader
{
    /// <summary>Default when the field is absent.</summary>
    public static PodStatus Read(ref ObjectCursor cursor)
    {
        if (!cursor.OpenMapping())
        {
            return default;
        }

        var seen = 0u;
        var (hasEnded, isReady) = (false, false);
        var first = "";
        ValueList<string> all = [];
        while (cursor.NextField())
        {
            if (cursor.Is("phase"u8, 0, ref seen))
            {
                hasEnded = cursor.OpenText() && (cursor.TextIs("Succeeded"u8) || cursor.TextIs("Failed"u8));
            }
            else if (cursor.Is("conditions"u8, 1, ref seen))
            {
                isReady = ReadConditions(ref cursor);
            }
            else if (cursor.Is("podIP"u8, 2, ref seen))
            {
                first = cursor.Text();
            }
            else if (cursor.Is("podIPs"u8, 3, ref seen))
            {
                all = ReadAddresses(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        return new PodStatus(hasEnded, isReady, Check(all.IsEmpty && first.Length > 0 ? [first] : all));
    }

    private static ValueList<string> Check(ValueList<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (!IpAddress.TryParse(address, out _))
            {
                throw ObjectCursor.Unexpected();
            }
        }

        return addresses;
    }

    /// <returns>Whether the Ready condition is true.</returns>
    private static bool ReadConditions(ref ObjectCursor cursor)
    {
        var isReady = false;
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                isReady |= ReadCondition(ref cursor);
            }
        }

        return isReady;
    }

    private static bool ReadCondition(ref ObjectCursor cursor)
    {
        var seen = 0u;
        var (isReadiness, isTrue) = (false, false);
        while (cursor.NextField())
        {
            if (cursor.Is("type"u8, 0, ref seen))
            {
                isReadiness = cursor.OpenText() && cursor.TextIs("Ready"u8);
            }
            else if (cursor.Is("status"u8, 1, ref seen))
            {
                isTrue = cursor.OpenText() && cursor.TextIs("True"u8);
            }
            else
            {
                cursor.Skip();
            }
        }

        return isReadiness && isTrue;
    }

    private static ValueList<string> ReadAddresses(ref ObjectCursor cursor)
    {
        var addresses = default(ListBuilder<string>);
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                addresses.Add(ReadAddress(ref cursor));
            }
        }

        return addresses.ToValueList();
    }

    private static string ReadAddress(ref ObjectCursor cursor)
    {
        var seen = 0u;
        var address = "";
        while (cursor.NextField())
        {
            if (cursor.Is("ip"u8, 0, ref seen))
            {
                address = cursor.Text();
            }
            else
            {
                cursor.Skip();
            }
        }

        return address;
    }
}
