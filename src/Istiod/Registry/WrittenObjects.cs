using System.Diagnostics.CodeAnalysis;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istiod.Registry;

/// <summary>Where and how objects are written, at one moment, for pages and log. Immutable.</summary>
/// <param name="BySource">The first that has a key is in force.</param>
internal sealed record WrittenObjects(ValueList<IReadOnlyDictionary<ObjectKey, HeldObject>> BySource)
{
    public static WrittenObjects Empty { get; } = new([]);

    /// <summary>Those in force, in no order.</summary>
    public IEnumerable<HeldObject> All => BySource.SelectMany((written, source) =>
        written.Where(pair => !BySource.Take(source).Any(former => former.ContainsKey(pair.Key))).Select(static pair => pair.Value));

    public bool TryFind(ObjectKey key, [NotNullWhen(true)] out HeldObject? held)
    {
        foreach (var written in BySource)
        {
            if (written.TryGetValue(key, out held))
            {
                return true;
            }
        }

        held = null;
        return false;
    }

    /// <summary>A finding about an object as a whole points to where the object is written.</summary>
    public Finding Locate(Finding finding) =>
        finding.Location is null && finding.Resource is { } key && TryFind(key, out var held) ? finding with { Location = held.Location } : finding;
}
