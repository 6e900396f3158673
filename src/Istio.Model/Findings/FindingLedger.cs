using Istio.Core.Values;

namespace Istio.Model.Findings;

/// <summary>
/// The findings that stand now, kept up to date by those who find: each says what it found and takes back what no longer holds, and so the work is in
/// proportion to what changed. A finding that is taken back and found again before anyone asks has not changed. One owner calls it.
/// </summary>
public sealed class FindingLedger
{
    // Equal findings may be found more than once; they stand until each was taken back.
    private readonly Dictionary<Finding, int> _standing = [];

    // What stood before the first entry since the last Take, in the order of the entries.
    private readonly Dictionary<Finding, bool> _stoodBefore = [];
    private readonly List<Finding> _entered = [];

    /// <summary>Different findings that stand.</summary>
    public int Count => _standing.Count;

    /// <summary>Entries made so far: the work that findings have caused.</summary>
    public long Entries { get; private set; }

    public void Add(ValueList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Enter(finding, 1);
        }
    }

    public void Add(Finding finding) => Enter(finding, 1);

    public void Remove(ValueList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Enter(finding, -1);
        }
    }

    /// <summary>Must have been added.</summary>
    public void Remove(Finding finding) => Enter(finding, -1);

    /// <summary>What differs since the last call.</summary>
    public FindingChanges Take()
    {
        var appeared = new List<Finding>();
        var gone = new List<Finding>();
        foreach (var finding in _entered)
        {
            var stands = _standing.ContainsKey(finding);
            if (stands != _stoodBefore[finding])
            {
                (stands ? appeared : gone).Add(finding);
            }
        }

        _entered.Clear();
        _stoodBefore.Clear();
        return new FindingChanges(appeared, gone);
    }

    private void Enter(Finding finding, int change)
    {
        Entries++;
        var stood = _standing.TryGetValue(finding, out var count);
        if (_stoodBefore.TryAdd(finding, stood))
        {
            _entered.Add(finding);
        }

        var left = count + change;
        if (left < 0)
        {
            throw new InvalidOperationException($"a finding is taken back that does not stand: {finding}");
        }

        if (left == 0)
        {
            _standing.Remove(finding);
        }
        else
        {
            _standing[finding] = left;
        }
    }
}
