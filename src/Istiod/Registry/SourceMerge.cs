using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istiod.Registry;

/// <summary>What all sources say, as one. For a key that several describe, the first source in the list is in force and the others have a finding.</summary>
/// <param name="sources">The first one wins.</param>
/// <param name="tables">Objects of other kinds are refused.</param>
internal sealed class SourceMerge(IReadOnlyList<IObjectSource> sources, ObjectTables tables, FindingFeed findings)
{
    private readonly SourceHoldings[] _holdings = [.. sources.Select(static source => new SourceHoldings(source))];
    private readonly Dictionary<ObjectKey, Finding> _contested = [];

    /// <summary>Every source has told everything at least once.</summary>
    public bool IsComplete => Array.TrueForAll(_holdings, static holdings => holdings.IsTaken);

    /// <summary>A source failed when it was asked last.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Timestamp of the first change in what was taken last; <see langword="null"/> when no source knows.</summary>
    public long? ChangedAt { get; private set; }

    /// <summary>What is written where; of two entries for one key the first is in force.</summary>
    public WrittenObjects Written => new([.. _holdings.Select(static holdings => holdings.Written)]);

    /// <summary>Takes from all sources. One that fails keeps what it said before, and keeps nothing from the others.</summary>
    /// <returns>The objects that are different now, each key once.</returns>
    public List<ObjectChange> Take()
    {
        HasFailed = false;
        ChangedAt = null;
        var affected = new HashSet<ObjectKey>();
        foreach (var holdings in _holdings)
        {
            TakeFrom(holdings, affected);
        }

        var changes = new List<ObjectChange>(affected.Count);
        foreach (var key in affected)
        {
            changes.Add(new(key, Choose(key)));
        }

        return changes;
    }

    private void TakeFrom(SourceHoldings holdings, HashSet<ObjectKey> affected)
    {
        try
        {
            if (!holdings.Source.HasSynced)
            {
                return;
            }

            var taken = holdings.Take();
            findings.Add(taken.Findings);
            ChangedAt = taken.ChangedAt is { } at ? Math.Min(at, ChangedAt ?? at) : ChangedAt;
            foreach (var change in taken.Objects)
            {
                Hold(holdings, change, affected);
            }
        }
        catch (Exception failure)
        {
            HasFailed = true;
            Logs.Sources.Error($"source {holdings.Source.Name} failed, what it said before stays in force and it is asked again soon: {failure}");
        }
    }

    private void Hold(SourceHoldings holdings, ObjectChange change, HashSet<ObjectKey> affected)
    {
        if (tables.Has(change.Key.Kind))
        {
            holdings.Set(change);
            affected.Add(change.Key);
        }
        else
        {
            Logs.Sources.Error($"source {holdings.Source.Name} describes {change.Key}, a kind that this program does not know; it is left out");
        }
    }

    private ConfigObject? Choose(ObjectKey key)
    {
        ConfigObject? inForce = null;
        Finding? finding = null;
        var winner = "";
        foreach (var holdings in _holdings)
        {
            if (holdings.Find(key) is not { } found)
            {
                continue;
            }

            if (inForce is null)
            {
                (inForce, winner) = (found, holdings.Source.Name);
            }
            else
            {
                finding ??= NotInForce(key, holdings, winner);
            }
        }

        Contest(key, finding);
        return inForce;
    }

    private static Finding NotInForce(ObjectKey key, SourceHoldings loser, string winner)
    {
        var location = loser.Written.TryGetValue(key, out var written) ? written.Location : null;
        var message = $"source {loser.Source.Name} describes it as well as source {winner}, whose version is in force; remove one of the two";
        return new(FindingCode.DuplicateObject, Severity.Error, key, location, "", message);
    }

    private void Contest(ObjectKey key, Finding? finding)
    {
        if (_contested.Remove(key, out var before))
        {
            findings.Remove(before);
        }

        if (finding is not null)
        {
            _contested[key] = finding;
            findings.Add(finding);
        }
    }
}
