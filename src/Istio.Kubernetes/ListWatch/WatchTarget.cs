using System.Text;
using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.ListWatch;

/// <summary>Which objects are followed.</summary>
/// <param name="Namespace">Empty for all namespaces, and for kinds that belong to the cluster.</param>
/// <param name="FieldSelector">For instance <c>metadata.name=istio</c>; empty for none.</param>
/// <param name="LabelSelector">Empty for none.</param>
public sealed record WatchTarget(Resource Resource, string Namespace = "", string FieldSelector = "", string LabelSelector = "")
{
    /// <summary>Only metadata is asked for, which for large objects saves most of the bytes.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>For messages.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Resource.QualifiedName);
        Append(" in namespace ", Namespace);
        Append(" with ", FieldSelector);
        Append(" labelled ", LabelSelector);
        return text.ToString();

        void Append(string word, string value) => text.Append(value.Length == 0 ? "" : word).Append(value);
    }

    /// <param name="query">Further parameters, without <c>?</c>.</param>
    internal string Path(string query)
    {
        var path = new StringBuilder(Resource.Path(Namespace)).Append('?').Append(query);
        Append("fieldSelector", FieldSelector);
        Append("labelSelector", LabelSelector);
        return path.ToString();

        void Append(string name, string value)
        {
            if (value.Length > 0)
            {
                path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
