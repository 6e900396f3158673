using Istio.Model.Objects;

namespace Istio.Model.Findings;

/// <summary>What a finding is about: one field of one object.</summary>
public readonly record struct FindingKey(ObjectKey Object, string FieldPath) : IComparable<FindingKey>
{
    public static FindingKey Of(Finding finding) => new(finding.Resource!.Value, finding.FieldPath);

    public int CompareTo(FindingKey other)
    {
        var order = Object.CompareTo(other.Object);
        return order != 0 ? order : string.CompareOrdinal(FieldPath, other.FieldPath);
    }
}
