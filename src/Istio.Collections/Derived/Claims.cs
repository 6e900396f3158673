using Istio.Collections.Tracking;

namespace Istio.Collections.Derived;

/// <summary>
/// Who claims which output key of a one-to-many table. An output key is owned by exactly one input: when several claim it, the one with the
/// smallest key owns it, whatever came first, the others wait, and the collision is reported. (Istio keyed such outputs by less than their
/// input once; deleting one input then removed what another still owned.)
/// </summary>
internal sealed class Claims<TInKey, TOutKey, TOut>(GraphNode table, KeySlots<TInKey> inputs, KeySlots<TOutKey> outputs)
    where TInKey : notnull, IEquatable<TInKey>, IComparable<TInKey>
    where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey>
    where TOut : class, IEquatable<TOut>
{
    private readonly SlotSet _moved = new();
    private readonly SortedDictionary<int, GraphProblem> _contested = [];
    private Claim[] _claims = [default];
    private int _used = 1;
    private int _free;
    private int[] _firstOfInput = [];
    private int[] _firstOfOutput = [];

    /// <summary>Output slots whose claims changed in this commit.</summary>
    public ReadOnlySpan<int> Moved => _moved.Slots;

    public TOut? OwnedRow(int output) => HeadOf(ref _firstOfOutput, output) is var claim and not 0 ? _claims[claim].Row : null;

    /// <summary>These are the rows of the input from now on.</summary>
    public void Replace(int input, ReadOnlySpan<(TOutKey Key, TOut Row)> rows)
    {
        if (KeysStay(input, rows))
        {
            var claim = HeadOf(ref _firstOfInput, input);
            foreach (var (_, row) in rows)
            {
                _claims[claim].Row = row;
                _moved.Add(_claims[claim].Output);
                claim = _claims[claim].NextOfInput;
            }

            return;
        }

        Withdraw(input);
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            Stake(input, outputs.FindOrAdd(rows[i].Key), rows[i].Row);
        }
    }

    /// <summary>The commit's claims are all in: report new collisions and remove those that are over.</summary>
    public void Settle()
    {
        foreach (var output in _moved.Slots)
        {
            var owner = HeadOf(ref _firstOfOutput, output);
            var rival = owner == 0 ? 0 : _claims[owner].NextOfOutput;
            if (rival == 0)
            {
                _contested.Remove(output);
            }
            else
            {
                Contest(output, owner, rival);
            }
        }

        _moved.Clear();
    }

    public void CollectProblems(List<GraphProblem> problems) => problems.AddRange(_contested.Values);

    private static ref int HeadOf(ref int[] heads, int slot)
    {
        if (slot >= heads.Length)
        {
            Array.Resize(ref heads, Math.Max(slot + 1, heads.Length * 2));
        }

        return ref heads[slot];
    }

    private void Contest(int output, int owner, int rival)
    {
        var key = outputs.KeyOf(output).ToString()!;
        var message = $"{key} is claimed by {inputs.KeyOf(_claims[owner].Input)}, which owns it, and by {inputs.KeyOf(_claims[rival].Input)}.";
        if (!_contested.TryGetValue(output, out var known) || known.Message != message)
        {
            var problem = new GraphProblem(table.Name, GraphProblemKind.Collision, key, message);
            _contested[output] = problem;
            table.Graph.Report(problem);
        }
    }

    /// <summary>The usual case: an input emits the keys it had, and only rows differ.</summary>
    private bool KeysStay(int input, ReadOnlySpan<(TOutKey Key, TOut Row)> rows)
    {
        var claim = HeadOf(ref _firstOfInput, input);
        foreach (var (key, _) in rows)
        {
            if (claim == 0 || !outputs.KeyOf(_claims[claim].Output).Equals(key))
            {
                return false;
            }

            claim = _claims[claim].NextOfInput;
        }

        return claim == 0;
    }

    private void Stake(int input, int output, TOut row)
    {
        var claim = Take();
        ref var first = ref HeadOf(ref _firstOfInput, input);
        _claims[claim] = new Claim { Input = input, Output = output, Row = row, NextOfInput = first };
        first = claim;

        // An input's rows are staked from the last to the first, so "before the equal one" lets the first of two rows with one key win.
        ref var next = ref HeadOf(ref _firstOfOutput, output);
        while (next != 0 && KeyOrder<TInKey>.Comparer.Compare(inputs.KeyOf(_claims[next].Input), inputs.KeyOf(input)) < 0)
        {
            next = ref _claims[next].NextOfOutput;
        }

        _claims[claim].NextOfOutput = next;
        next = claim;
        _moved.Add(output);
    }

    private void Withdraw(int input)
    {
        ref var first = ref HeadOf(ref _firstOfInput, input);
        for (var claim = first; claim != 0;)
        {
            var withdrawn = _claims[claim];
            ref var next = ref HeadOf(ref _firstOfOutput, withdrawn.Output);
            while (next != claim)
            {
                next = ref _claims[next].NextOfOutput;
            }

            next = withdrawn.NextOfOutput;
            _moved.Add(withdrawn.Output);
            _claims[claim] = new Claim { NextOfInput = _free };
            _free = claim;
            claim = withdrawn.NextOfInput;
        }

        first = 0;
    }

    private int Take()
    {
        if (_free != 0)
        {
            var claim = _free;
            _free = _claims[claim].NextOfInput;
            return claim;
        }

        if (_used == _claims.Length)
        {
            Array.Resize(ref _claims, _used * 2);
        }

        return _used++;
    }

    /// <summary>Claim zero is "none".</summary>
    private struct Claim
    {
        public int Input;
        public int Output;
        public TOut Row;
        public int NextOfInput;
        public int NextOfOutput;
    }
}
