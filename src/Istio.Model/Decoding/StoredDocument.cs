using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>What became of an object that an API server has stored.</summary>
/// <param name="Name">Known even when the rest does not decode; null when not even that can be read.</param>
/// <param name="Object">Null when a finding is an error.</param>
/// <param name="Findings">They have no place in a file.</param>
/// <param name="Written">What the object was made of; null when there is none, and for kinds of Kubernetes' own, whose objects are many.</param>
public sealed record StoredDocument(ObjectName? Name, ConfigObject? Object, ValueList<Finding> Findings, WrittenFields? Written)
{
    /// <summary>An object without a finding, of which nothing else is kept.</summary>
    public static StoredDocument Of(ConfigObject decoded) => new(decoded.ObjectName, decoded, [], null);
}
