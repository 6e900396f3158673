using Istio.Core.Values;
using Istio.Model.Net;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>The <c>metadata</c> that all objects have.</summary>
internal static class MetadataReader
{
    public static ObjectMeta Read(ref ObjectCursor cursor, Kind kind)
    {
        var seen = 0u;
        var (name, ns, uid) = ("", "", "");
        var (labels, annotations) = (ValueMap<string, string>.Empty, ValueMap<string, string>.Empty);
        var (isDeleting, hasGeneratedName) = (false, false);
        var created = DateTimeOffset.UnixEpoch;
        OwnerReference? controller = null;
        Require(cursor.OpenMapping());
        while (cursor.NextField())
        {
            if (cursor.Is("name"u8, 0, ref seen))
            {
                name = cursor.Text();
            }
            else if (cursor.Is("namespace"u8, 1, ref seen))
            {
                ns = cursor.PooledText();
            }
            else if (cursor.Is("uid"u8, 2, ref seen))
            {
                uid = cursor.Text();
            }
            else if (cursor.Is("labels"u8, 3, ref seen))
            {
                labels = TextMapReader.Read(ref cursor);
            }
            else if (cursor.Is("annotations"u8, 4, ref seen))
            {
                annotations = TextMapReader.Read(ref cursor);
            }
            else if (cursor.Is("creationTimestamp"u8, 5, ref seen))
            {
                created = cursor.Timestamp(created);
            }
            else if (cursor.Is("deletionTimestamp"u8, 6, ref seen))
            {
                isDeleting = cursor.HasText();
            }
            else if (cursor.Is("generateName"u8, 7, ref seen))
            {
                hasGeneratedName = cursor.HasText();
            }
            else if (cursor.Is("ownerReferences"u8, 8, ref seen))
            {
                controller = OwnerReader.ReadController(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        Require(kind.IsNamedByLabel ? DnsNames.IsLabel(name) : DnsNames.IsSubdomain(name));
        Require(ns.Length == 0 || (kind.IsNamespaced && DnsNames.IsLabel(ns)));
        return new ObjectMeta(ns, name)
        {
            Labels = labels,
            Annotations = annotations,
            CreationTimestamp = created,
            Uid = uid,
            IsDeleting = isDeleting,
            HasGeneratedName = hasGeneratedName,
            Controller = controller,
        };
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw ObjectCursor.Unexpected();
        }
    }
}
