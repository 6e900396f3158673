using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Files;

/// <summary>
/// The objects that a set of files describes, and the memory that keeps the last good version of one whose document breaks. It is fed
/// with texts and reads nothing itself; one owner calls it.
/// </summary>
/// <remarks>
/// A broken document keeps the object it names. A document so broken that it names none keeps every object that its file described
/// before and describes no more, because any of them may be the one that was meant. So does a file that cannot be read, and one that described objects and has no
/// document any more: a program that writes a file empties it first.
/// </remarks>
/// <param name="ledger">Told each finding when it appears and when it goes; null when nobody follows them.</param>
public sealed class ConfigurationFiles(DecodeOptions options, FindingLedger? ledger = null)
{
    private const string Emptied = "has no document any more; what it described stays in force until the file has documents again or is removed";

    private readonly Dictionary<string, ValueList<DecodedDocument>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, List<DecodedDocument>> _claims = [];
    private readonly ImmutableDictionary<ObjectKey, HeldObject>.Builder _held = ImmutableDictionary.CreateBuilder<ObjectKey, HeldObject>();
    private readonly Dictionary<string, HashSet<ObjectKey>> _heldByFile = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, ValueList<Finding>> _duplicates = [];

    /// <summary>Every object in force. Immutable, and made at no cost: other threads may go on reading it.</summary>
    public IReadOnlyDictionary<ObjectKey, HeldObject> Objects => _held.ToImmutable();

    /// <summary>All findings of all files, in an effort that grows with their number: for pages. By file, document and line.</summary>
    public IEnumerable<Finding> Findings => _files.Values
        .SelectMany(documents => documents)
        .SelectMany(document => document.Findings)
        .Concat(_duplicates.Values.SelectMany(findings => findings))
        .OrderBy(finding => finding.Location!.File, StringComparer.Ordinal)
        .ThenBy(finding => finding.Location!.Line)
        .ThenBy(finding => finding.Location!.Column);

    /// <summary>Takes over changed files and says which objects are different now.</summary>
    public ValueList<ObjectChange> Apply(params ReadOnlySpan<FileChange> files)
    {
        HashSet<ObjectKey> affected = [];
        foreach (FileChange file in files)
        {
            bool described = _heldByFile.TryGetValue(file.File, out HashSet<ObjectKey>? held) && held.Count > 0;
            Withdraw(file.File, affected);
            if (Documents(file, described) is { IsEmpty: false } documents)
            {
                Claim(file.File, documents, affected);
            }
        }

        List<ObjectChange> changes = [];
        foreach (ObjectKey key in affected)
        {
            if (Settle(key, out ObjectChange change))
            {
                changes.Add(change);
            }
        }

        return changes.ToValueList();
    }

    private ValueList<DecodedDocument> Documents(FileChange file, bool described)
    {
        if (file.Problem is not null)
        {
            return [Unreadable(file.File, FindingCode.UnreadableFile, file.Problem)];
        }

        ValueList<DecodedDocument> documents = file.Text is null ? [] : ConfigDecoder.Decode(file.File, file.Text, options);
        return file.Text is not null && documents.IsEmpty && described ? [Unreadable(file.File, FindingCode.EmptiedFile, Emptied)] : documents;
    }

    private static DecodedDocument Unreadable(string file, FindingCode code, string message)
    {
        SourceLocation location = new(file, 0, 1, 1);
        return new DecodedDocument(location, null, null, [new Finding(code, Severity.Error, null, location, "", message)]);
    }

    private void Withdraw(string file, HashSet<ObjectKey> affected)
    {
        if (_heldByFile.TryGetValue(file, out HashSet<ObjectKey>? held))
        {
            affected.UnionWith(held);
        }

        if (!_files.Remove(file, out ValueList<DecodedDocument>? documents))
        {
            return;
        }

        foreach (DecodedDocument document in documents)
        {
            ledger?.Remove(document.Findings);
            if (document.Identity is { } key)
            {
                affected.Add(key);
                _claims[key].Remove(document);
            }
        }
    }

    private void Claim(string file, ValueList<DecodedDocument> documents, HashSet<ObjectKey> affected)
    {
        _files[file] = documents;
        foreach (DecodedDocument document in documents)
        {
            ledger?.Add(document.Findings);
            if (document.Identity is { } key)
            {
                affected.Add(key);
                if (!_claims.TryGetValue(key, out List<DecodedDocument>? claims))
                {
                    _claims[key] = claims = [];
                }

                claims.Add(document);
            }
        }
    }

    /// <summary>Decides which version of an object is in force; true when that changed.</summary>
    private bool Settle(ObjectKey key, out ObjectChange change)
    {
        _held.TryGetValue(key, out HeldObject? before);
        HeldObject? after = Choose(key, before);
        change = new ObjectChange(key, after?.Object);
        Hold(key, before, after);
        return !Equals(before?.Object, after?.Object);
    }

    private HeldObject? Choose(ObjectKey key, HeldObject? before)
    {
        if (_duplicates.Remove(key, out ValueList<Finding>? duplicates))
        {
            ledger?.Remove(duplicates);
        }

        if (!_claims.TryGetValue(key, out List<DecodedDocument>? claims) || claims.Count == 0)
        {
            _claims.Remove(key);
            return before is not null && HasNamelessWreck(before.Location.File) ? before with { IsLastGood = true } : null;
        }

        claims.Sort(static (left, right) => Compare(left.Location, right.Location));
        DecodedDocument? winner = claims.Find(static claim => claim.Object is not null);
        if (winner is null)
        {
            return before is null ? null : before with { IsLastGood = true };
        }

        ReportDuplicates(key, claims, winner);
        return new HeldObject(winner.Object!, winner.Location, winner.Written!, IsLastGood: false);
    }

    private bool HasNamelessWreck(string file)
    {
        if (_files.TryGetValue(file, out ValueList<DecodedDocument>? documents))
        {
            foreach (DecodedDocument document in documents)
            {
                if (document is { IsBroken: true, Identity: null })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void ReportDuplicates(ObjectKey key, List<DecodedDocument> claims, DecodedDocument winner)
    {
        List<Finding> findings = [];
        foreach (DecodedDocument claim in claims)
        {
            if (!ReferenceEquals(claim, winner) && claim.Object is not null)
            {
                string message = $"described before, in {winner.Location}, which is in force";
                findings.Add(new Finding(FindingCode.DuplicateObject, Severity.Error, key, claim.Location, "", message));
            }
        }

        if (findings.Count > 0)
        {
            ValueList<Finding> duplicates = findings.ToValueList();
            _duplicates[key] = duplicates;
            ledger?.Add(duplicates);
        }
    }

    private void Hold(ObjectKey key, HeldObject? before, HeldObject? after)
    {
        if (before is not null)
        {
            _heldByFile[before.Location.File].Remove(key);
        }

        if (after is null)
        {
            _held.Remove(key);
            return;
        }

        _held[key] = after;
        if (!_heldByFile.TryGetValue(after.Location.File, out HashSet<ObjectKey>? keys))
        {
            _heldByFile[after.Location.File] = keys = [];
        }

        keys.Add(key);
    }

    private static int Compare(SourceLocation left, SourceLocation right)
    {
        int order = string.CompareOrdinal(left.File, right.File);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }
}
