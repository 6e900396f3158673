using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>Objects of which the mesh needs no more than their metadata.</summary>
internal static class MetadataOnlyReader
{
    public static ObjectMeta Read(ref ObjectCursor cursor, Kind kind)
    {
        var seen = 0u;
        ObjectMeta? metadata = null;
        while (cursor.NextField())
        {
            if (cursor.Is("metadata"u8, 0, ref seen))
            {
                metadata = MetadataReader.Read(ref cursor, kind);
            }
            else
            {
                cursor.Skip();
            }
        }

        return metadata ?? throw ObjectCursor.Unexpected();
    }
}
