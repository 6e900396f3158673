using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Discovery.EndpointSlices;

namespace Istio.Kubernetes.Readers;

/// <summary>The endpoints of an EndpointSlice.</summary>
internal static class SliceEndpointReader
{
    /// <param name="ns">Of the slice.</param>
    /// <param name="areAddresses">All endpoints have IP addresses, and no host names.</param>
    public static ValueList<SliceEndpoint> Read(ref ObjectCursor cursor, string ns, out bool areAddresses)
    {
        areAddresses = true;
        var endpoints = default(ListBuilder<SliceEndpoint>);
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                var endpoint = ReadOne(ref cursor, ns);
                endpoints.Add(endpoint);
                areAddresses = areAddresses && AreAddresses(endpoint.Addresses);
            }
        }

        return endpoints.ToValueList();
    }

    private static bool AreAddresses(ValueList<string> texts)
    {
        foreach (var text in texts)
        {
            if (!IpAddress.TryParse(text, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static SliceEndpoint ReadOne(ref ObjectCursor cursor, string ns)
    {
        var seen = 0u;
        ValueList<string>? addresses = null;
        var isReady = true;
        var pod = "";
        while (cursor.NextField())
        {
            if (cursor.Is("addresses"u8, 0, ref seen))
            {
                addresses = TextListReader.Read(ref cursor);
            }
            else if (cursor.Is("conditions"u8, 1, ref seen))
            {
                isReady = ReadReady(ref cursor);
            }
            else if (cursor.Is("targetRef"u8, 2, ref seen))
            {
                pod = ReadPodName(ref cursor, ns);
            }
            else
            {
                cursor.Skip();
            }
        }

        return new SliceEndpoint(addresses ?? throw ObjectCursor.Unexpected(), isReady, pod);
    }

    /// <summary>An absent condition counts as ready.</summary>
    private static bool ReadReady(ref ObjectCursor cursor)
    {
        var isReady = true;
        if (cursor.OpenMapping())
        {
            var seen = 0u;
            while (cursor.NextField())
            {
                if (cursor.Is("ready"u8, 0, ref seen))
                {
                    isReady = cursor.Boolean(fallback: true);
                }
                else
                {
                    cursor.Skip();
                }
            }
        }

        return isReady;
    }

    /// <summary>Empty when the endpoint is no pod of the slice's namespace.</summary>
    private static string ReadPodName(ref ObjectCursor cursor, string ns)
    {
        if (!cursor.OpenMapping())
        {
            return "";
        }

        var seen = 0u;
        var (isPod, name, podNamespace) = (false, "", "");
        while (cursor.NextField())
        {
            if (cursor.Is("kind"u8, 0, ref seen))
            {
                isPod = cursor.OpenText() && cursor.TextIs("Pod"u8);
            }
            else if (cursor.Is("name"u8, 1, ref seen))
            {
                name = cursor.Text();
            }
            else if (cursor.Is("namespace"u8, 2, ref seen))
            {
                podNamespace = cursor.PooledText();
            }
            else
            {
                cursor.Skip();
            }
        }

        return isPod && (podNamespace.Length == 0 || podNamespace == ns) ? name : "";
    }
}
