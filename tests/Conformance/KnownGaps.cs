namespace Conformance;

/// <summary>
/// Differences that are wanted or not closed yet, from <c>known-gaps.txt</c>. One that no longer shows fails its case, so that the list
/// stays true.
/// </summary>
internal sealed class KnownGaps
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public static KnownGaps Read()
    {
        KnownGaps gaps = new();
        using Stream stream = typeof(KnownGaps).Assembly.GetManifestResourceStream("known-gaps.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            int separator = line.IndexOf(": ", StringComparison.Ordinal);
            if (separator > 0 && line[0] != '#')
            {
                gaps._reasons.Add(line[..separator], line[(separator + 2)..]);
            }
        }

        return gaps;
    }

    public CaseResult Judge(string family, string name, IReadOnlyList<Difference> differences)
    {
        List<string> reasons = [];
        List<string> failures = [];
        foreach (Difference difference in differences)
        {
            string gap = $"{family}/{name} {difference.Subject}";
            if (_reasons.TryGetValue(gap, out string? reason))
            {
                _seen.Add(gap);
                reasons.Add($"{difference.Subject}: {reason}");
            }
            else
            {
                failures.Add($"{difference.Subject}: {difference.Detail}");
            }
        }

        foreach (string gap in _reasons.Keys.Where(gap => gap.StartsWith($"{family}/{name} ", StringComparison.Ordinal) && !_seen.Contains(gap)))
        {
            failures.Add($"{gap}: a known gap that no longer shows; take it off the list");
        }

        Outcome outcome = failures.Count > 0 ? Outcome.Failed : reasons.Count > 0 ? Outcome.Gap : Outcome.Passed;
        return new CaseResult(name, outcome, string.Join("\n", failures.Count > 0 ? failures : reasons));
    }
}
