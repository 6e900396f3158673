using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Net;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>The <c>metadata</c> that all objects have.</summary>
internal static class MetadataDecoder
{
    /// <summary>Null when the object has no usable name.</summary>
    public static ObjectMeta? Decode(FieldReader document, Kind kind)
    {
        document.Require("metadata");
        return document.Nested("metadata", metadata => Read(metadata, kind)) is { Name.Length: > 0 } read ? read : null;
    }

    private static ObjectMeta Read(FieldReader metadata, Kind kind)
    {
        metadata.RequireText("name");
        metadata.Ignore("generation", "resourceVersion", "finalizers", "managedFields", "selfLink", "deletionGracePeriodSeconds");
        var name = metadata.String("name");
        var ns = metadata.String("namespace");
        CheckName(metadata, "name", name, kind.IsNamedByLabel);
        if (kind.IsNamespaced)
        {
            CheckName(metadata, "namespace", ns, mustBeLabel: true);
            ns = ns.Length == 0 ? metadata.Options.DefaultNamespace : ns;
        }
        else if (ns.Length > 0)
        {
            metadata.Error(FindingCode.Conflict, "namespace", $"a {kind} belongs to no namespace");
        }

        return new ObjectMeta(kind.IsNamespaced ? ns : "", name)
        {
            Labels = metadata.StringMap("labels"),
            Annotations = metadata.StringMap("annotations"),
            CreationTimestamp = metadata.Timestamp("creationTimestamp", DateTimeOffset.UnixEpoch),
            Uid = metadata.String("uid"),
            IsDeleting = metadata.String("deletionTimestamp").Length > 0,
            HasGeneratedName = metadata.String("generateName").Length > 0,
            Controller = Controller(metadata),
        };
    }

    private static void CheckName(FieldReader metadata, string field, string value, bool mustBeLabel)
    {
        var valid = value.Length == 0 || (mustBeLabel ? DnsNames.IsLabel(value) : DnsNames.IsSubdomain(value));
        if (!valid)
        {
            metadata.Error(FindingCode.InvalidValue, field, $"expected lower case letters, digits and '-'{(mustBeLabel ? "" : " or '.'")}, found \"{value}\"");
        }
    }

    private static OwnerReference? Controller(FieldReader metadata)
    {
        ValueList<(OwnerReference Owner, bool Controls)> owners = metadata.List("ownerReferences", reference =>
        {
            reference.Ignore("uid", "blockOwnerDeletion");
            var owner = new OwnerReference(reference.String("apiVersion"), reference.String("kind"), reference.String("name"));
            return (owner, reference.Boolean("controller"));
        });
        foreach (var (owner, controls) in owners)
        {
            if (controls)
            {
                return owner;
            }
        }

        return null;
    }
}
