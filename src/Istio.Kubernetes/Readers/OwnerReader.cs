using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>The <c>ownerReferences</c> of an object.</summary>
internal static class OwnerReader
{
    /// <summary>The first owner that controls the object; null when there is none.</summary>
    public static OwnerReference? ReadController(ref ObjectCursor cursor)
    {
        OwnerReference? controller = null;
        if (cursor.OpenList())
        {
            while (cursor.NextMapping())
            {
                var owner = Read(ref cursor, out var controls);
                controller ??= controls ? cursor.Parts.Owners.Share(owner) : null;
            }
        }

        return controller;
    }

    private static OwnerReference Read(ref ObjectCursor cursor, out bool controls)
    {
        var seen = 0u;
        var (apiVersion, kind, name) = ("", "", "");
        controls = false;
        while (cursor.NextField())
        {
            if (cursor.Is("apiVersion"u8, 0, ref seen))
            {
                apiVersion = cursor.PooledText();
            }
            else if (cursor.Is("kind"u8, 1, ref seen))
            {
                kind = cursor.PooledText();
            }
            else if (cursor.Is("name"u8, 2, ref seen))
            {
                name = cursor.PooledText();
            }
            else if (cursor.Is("controller"u8, 3, ref seen))
            {
                controls = cursor.Boolean();
            }
            else
            {
                cursor.Skip();
            }
        }

        return new OwnerReference(apiVersion, kind, name);
    }
}
