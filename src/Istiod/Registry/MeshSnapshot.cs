using System.Collections.Immutable;
using Istio.Collections;
using Istio.Model.Findings;

namespace Istiod.Registry;

/// <summary>The mesh after one commit, for pages. Immutable: any thread may hold it.</summary>
/// <param name="Tables">What the tables are made of and how large they are.</param>
/// <param name="StandingFindings">As they were found; see <see cref="Findings"/>.</param>
internal sealed record MeshSnapshot(GraphReport Tables, WrittenObjects Written, ImmutableHashSet<Finding> StandingFindings)
{
    public static MeshSnapshot Empty { get; } = new(GraphReport.Empty, WrittenObjects.Empty, []);

    /// <summary>All that is to be said about sources and objects, with the place where it is known; by place, then by object and field.</summary>
    public IReadOnlyList<Finding> Findings =>
    [
        .. StandingFindings
            .Select(Written.Locate)
            .OrderBy(static finding => finding.Location is null)
            .ThenBy(static finding => finding.Location?.File, StringComparer.Ordinal)
            .ThenBy(static finding => finding.Location?.Line)
            .ThenBy(static finding => finding.Location?.Column)
            .ThenBy(static finding => finding.Resource)
            .ThenBy(static finding => finding.FieldPath, StringComparer.Ordinal)
            .ThenBy(static finding => finding.Message, StringComparer.Ordinal),
    ];
}
