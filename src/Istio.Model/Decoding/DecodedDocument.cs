using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>What became of one document.</summary>
/// <param name="Identity">
/// The object it speaks of, known even when the rest does not decode; null when not even that can be read or the kind is not ours.
/// </param>
/// <param name="Object">Null when a finding is an error or the kind is not ours.</param>
public sealed record DecodedDocument(SourceLocation Location, ObjectKey? Identity, ConfigObject? Object, ValueList<Finding> Findings)
{
    /// <summary>What the object was made of; null when there is none.</summary>
    public WrittenFields? Written { get; init; }

    /// <summary>It should have been an object and is none.</summary>
    public bool IsBroken => Object is null && HasError;

    private bool HasError
    {
        get
        {
            foreach (var finding in Findings)
            {
                if (finding.Severity == Severity.Error)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
