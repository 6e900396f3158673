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
/// before and describes no more, because any of them may be the one that was meant. So does a file that cannot be read, and one that described objects and has
/// no document any more: a program that writes a file empties it first.
/// </remarks>
/// <param name="ledger">Told each finding when it appears and when it goes; null when nobody follows them.</param>
public sealed class ConfigurationFiles(DecodeOptions options, FindingLedger? ledger = null)
{
    private const string Emptied = "has no document any more; what it described stays in force until the file has documents again or is removed";

    private readonly Dictionary<string, FileDocuments> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, List<DecodedDocument>> _claims = [];
    private readonly ImmutableDictionary<ObjectKey, HeldObject>.Builder _held = ImmutableDictionary.CreateBuilder<ObjectKey, HeldObject>();
    private readonly Dictionary<string, HashSet<ObjectKey>> _heldByFile = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, ValueList<Finding>> _duplicates = [];

    /// <summary>Every object in force. Immutable, and made at no cost: other threads may go on reading it.</summary>
    public IReadOnlyDictionary<ObjectKey, HeldObject> Objects => _held.ToImmutable();

    /// <summary>All findings of all files, in an effort that grows with their number: for pages. By file, document and line.</summary>
    public IEnumerable<Finding> Findings => _files.Values
        .SelectMany(file => file.Documents)
        .SelectMany(document => document.Findings)
        .Concat(_duplicates.Values.SelectMany(findings => findings))
        .OrderBy(finding => finding.Location!.File, StringComparer.Ordinal)
        .ThenBy(finding => finding.Location!.Line)
        .ThenBy(finding => finding.Location!.Column);

    /// <summary>Takes over changed files and says which objects are different now.</summary>
    public ValueList<ObjectChange> Apply(params ReadOnlySpan<FileChange> files)
    {
        var affected = new HashSet<ObjectKey>();
        foreach (var file in files)
        {
            var before = _files.GetValueOrDefault(file.File, FileDocuments.None);
            var isDescribed = _heldByFile.TryGetValue(file.File, out var held) && held.Count > 0;
            var after = Read(file, before, isDescribed);
            if (held is not null && (before.HasUnnamedBroken || after.HasUnnamedBroken))
            {
                affected.UnionWith(held);
            }

            Replace(file.File, before, after, affected);
        }

        var changes = new List<ObjectChange>();
        foreach (var key in affected)
        {
            if (Settle(key, out var change))
            {
                changes.Add(change);
            }
        }

        return changes.ToValueList();
    }

    private FileDocuments Read(FileChange file, FileDocuments before, bool isDescribed)
    {
        if (file.Problem is not null)
        {
            return Unreadable(file.File, FindingCode.UnreadableFile, file.Problem);
        }

        if (file.Text is null)
        {
            return FileDocuments.None;
        }

        var decoded = DecodedFile.Decode(file.File, file.Text, options, before.Decoded);
        return decoded.Documents.IsEmpty && isDescribed ? Unreadable(file.File, FindingCode.EmptiedFile, Emptied) : new(decoded.Documents, decoded);
    }

    private static FileDocuments Unreadable(string file, FindingCode code, string message)
    {
        var location = new SourceLocation(file, 0, 1, 1);
        var finding = new Finding(code, Severity.Error, null, location, "", message);
        return new([new DecodedDocument(location, null, null, [finding])], null);
    }

    /// <summary>Documents that are the same at the start and at the end cost nothing but the look.</summary>
    private void Replace(string file, FileDocuments before, FileDocuments after, HashSet<ObjectKey> affected)
    {
        var (former, now) = (before.Documents, after.Documents);
        var most = Math.Min(former.Count, now.Count);
        var head = 0;
        while (head < most && ReferenceEquals(former[head], now[head]))
        {
            head++;
        }

        var tail = 0;
        while (tail < most - head && ReferenceEquals(former[^(tail + 1)], now[^(tail + 1)]))
        {
            tail++;
        }

        for (var i = head; i < former.Count - tail; i++)
        {
            Withdraw(former[i], affected);
        }

        for (var i = head; i < now.Count - tail; i++)
        {
            Claim(now[i], affected);
        }

        if (now.IsEmpty)
        {
            _files.Remove(file);
        }
        else
        {
            _files[file] = after;
        }
    }

    private void Withdraw(DecodedDocument document, HashSet<ObjectKey> affected)
    {
        ledger?.Remove(document.Findings);
        if (document.Identity is { } key)
        {
            affected.Add(key);
            _claims[key].Remove(document);
        }
    }

    private void Claim(DecodedDocument document, HashSet<ObjectKey> affected)
    {
        ledger?.Add(document.Findings);
        if (document.Identity is { } key)
        {
            affected.Add(key);
            if (!_claims.TryGetValue(key, out var claims))
            {
                _claims[key] = claims = new(1);
            }

            claims.Add(document);
        }
    }

    /// <summary>Decides which version of an object is in force; true when that changed.</summary>
    private bool Settle(ObjectKey key, out ObjectChange change)
    {
        _held.TryGetValue(key, out var before);
        var after = Choose(key, before);
        change = new ObjectChange(key, after?.Object);
        Hold(key, before, after);
        return !Equals(before?.Object, after?.Object);
    }

    private HeldObject? Choose(ObjectKey key, HeldObject? before)
    {
        if (_duplicates.Remove(key, out var duplicates))
        {
            ledger?.Remove(duplicates);
        }

        if (!_claims.TryGetValue(key, out var claims) || claims.Count == 0)
        {
            _claims.Remove(key);
            return before is not null && _files.TryGetValue(before.Location!.File, out var file) && file.HasUnnamedBroken ? before with { IsLastGood = true } : null;
        }

        claims.Sort(static (left, right) => Compare(left.Location, right.Location));
        var winner = claims.Find(static claim => claim.Object is not null);
        if (winner is null)
        {
            return before is null ? null : before with { IsLastGood = true };
        }

        ReportDuplicates(key, claims, winner);
        return new HeldObject(winner.Object!, winner.Location, winner.Written!, IsLastGood: false);
    }

    private void ReportDuplicates(ObjectKey key, List<DecodedDocument> claims, DecodedDocument winner)
    {
        var findings = new List<Finding>();
        foreach (var claim in claims)
        {
            if (!ReferenceEquals(claim, winner) && claim.Object is not null)
            {
                var message = $"described before, in {winner.Location}, which is in force";
                findings.Add(new Finding(FindingCode.DuplicateObject, Severity.Error, key, claim.Location, "", message));
            }
        }

        if (findings.Count > 0)
        {
            var duplicates = findings.ToValueList();
            _duplicates[key] = duplicates;
            ledger?.Add(duplicates);
        }
    }

    private void Hold(ObjectKey key, HeldObject? before, HeldObject? after)
    {
        if (before is not null)
        {
            _heldByFile[before.Location!.File].Remove(key);
        }

        if (after is null)
        {
            _held.Remove(key);
            return;
        }

        _held[key] = after;
        if (!_heldByFile.TryGetValue(after.Location!.File, out var keys))
        {
            _heldByFile[after.Location!.File] = keys = [];
        }

        keys.Add(key);
    }

    private static int Compare(SourceLocation left, SourceLocation right)
    {
        var order = string.CompareOrdinal(left.File, right.File);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }
}
