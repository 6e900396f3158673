using Istio.Core.Values;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

internal static class EndpointSliceReader
{
    public static ConfigObject Read(ref ObjectCursor cursor)
    {
        var seen = 0u;
        ObjectMeta? metadata = null;
        var (hasType, holdsHostNames, areAddresses) = (false, false, true);
        ValueList<SliceEndpoint> endpoints = [];
        ValueList<SlicePort> ports = [];
        while (cursor.NextField())
        {
            if (cursor.Is("metadata"u8, 0, ref seen))
            {
                metadata = MetadataReader.Read(ref cursor, EndpointSlice.Kind);
            }
            else if (cursor.Is("addressType"u8, 1, ref seen))
            {
                hasType = cursor.OpenText();
                holdsHostNames = hasType && cursor.TextIs("FQDN"u8);
            }
            else if (cursor.Is("endpoints"u8, 2, ref seen))
            {
                // An API server writes the metadata first; only with its namespace are the endpoints understood.
                endpoints = SliceEndpointReader.Read(ref cursor, (metadata ?? throw ObjectCursor.Unexpected()).Namespace, out areAddresses);
            }
            else if (cursor.Is("ports"u8, 3, ref seen))
            {
                ports = SlicePortReader.Read(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        return metadata is null || !hasType || !(areAddresses || holdsHostNames)
            ? throw ObjectCursor.Unexpected()
            : new EndpointSlice(metadata) { HoldsHostNames = holdsHostNames, Endpoints = endpoints, Ports = ports };
    }
}
