using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Sources;

/// <summary>What a source says at once; all of it goes into one commit.</summary>
/// <param name="Objects">Each key once.</param>
public sealed record SourceChanges(ValueList<ObjectChange> Objects)
{
    /// <summary>Timestamp of the first change among them, by the clock of the program; <see langword="null"/> when the source does not know.</summary>
    public long? ChangedAt { get; init; }

    /// <summary>About what the source read. A finding that went must have appeared before.</summary>
    public FindingChanges Findings { get; init; } = FindingChanges.None;

    /// <summary>
    /// Where and how the source's objects are written: all of them, not only those that changed. Immutable. Empty for a source whose objects nobody wrote.
    /// </summary>
    public IReadOnlyDictionary<ObjectKey, HeldObject> Written { get; init; } = ImmutableDictionary<ObjectKey, HeldObject>.Empty;
}
