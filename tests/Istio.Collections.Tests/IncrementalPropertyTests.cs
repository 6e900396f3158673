using CsCheck;
using Istio.Collections.Tests.Random;

namespace Istio.Collections.Tests;

/// <summary>The law of the library, for random graphs and random histories.</summary>
public class IncrementalPropertyTests
{
    private const long Iterations = 400;

    [Fact]
    public void After_each_commit_every_table_holds_what_computing_from_scratch_gives() =>
        Script.Any.Sample(static script =>
        {
            var engine = new EngineGraph(script.Nodes);
            var inputs = NewInputs();
            foreach (var edits in script.Commits)
            {
                Apply(edits, engine, inputs);
                engine.Graph.Commit();
                var expected = Oracle.Compute(script.Nodes, inputs);
                for (var i = 0; i < expected.Count; i++)
                {
                    Assert.Equal(expected[i].Values, engine.Tables[i].All().ToArray());
                    Assert.Equal(expected[i].Count, engine.Tables[i].Count);
                    Assert.Equal(expected[i], engine.Graph.Current.Of(engine.Tables[i]));
                }
            }
        }, iter: Iterations);

    [Fact]
    public void The_changes_passed_to_subscribers_add_up_to_the_table() =>
        Script.Any.Sample(static script =>
        {
            var engine = new EngineGraph(script.Nodes);
            List<Dictionary<string, Cell>> copies = [.. engine.Tables.Select(Follow)];
            var inputs = NewInputs();
            foreach (var edits in script.Commits)
            {
                Apply(edits, engine, inputs);
                engine.Graph.Commit();
                for (var i = 0; i < copies.Count; i++)
                {
                    Assert.Equal(engine.Tables[i].All().ToArray(), copies[i].OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
                }
            }
        }, iter: Iterations);

    [Fact]
    public void The_order_and_batching_of_edits_cannot_be_seen_in_the_result() =>
        Script.Any.Sample(static script =>
        {
            var inputs = NewInputs();
            var stepwise = new EngineGraph(script.Nodes);
            foreach (var edits in script.Commits)
            {
                Apply(edits, stepwise, inputs);
                stepwise.Graph.Commit();
            }

            var atOnce = new EngineGraph(script.Nodes);
            for (var i = inputs.Length - 1; i >= 0; i--)
            {
                foreach (var (key, cell) in inputs[i].Reverse())
                {
                    atOnce.Inputs[i].Set(key, cell);
                }
            }

            atOnce.Graph.Commit();
            for (var i = 0; i < stepwise.Tables.Count; i++)
            {
                Assert.Equal(atOnce.Tables[i].All().ToArray(), stepwise.Tables[i].All().ToArray());
            }

            Assert.Equal(Sorted(atOnce.Graph), Sorted(stepwise.Graph));
        }, iter: Iterations);

    [Fact]
    public void Setting_rows_that_are_equal_changes_nothing() =>
        Script.Any.Sample(static script =>
        {
            var engine = new EngineGraph(script.Nodes);
            var inputs = NewInputs();
            foreach (var edits in script.Commits)
            {
                Apply(edits, engine, inputs);
            }

            var first = engine.Graph.Commit();
            for (var i = 0; i < inputs.Length; i++)
            {
                foreach (var (key, cell) in inputs[i])
                {
                    engine.Inputs[i].Set(key, cell with { Value = cell.Value });
                }
            }

            Assert.Equal(new Commit(first.Revision, 0, 0, []), engine.Graph.Commit());
        }, iter: Iterations);

    private static SortedDictionary<string, Cell>[] NewInputs() =>
        [.. Enumerable.Range(0, NodeSpec.Inputs).Select(_ => new SortedDictionary<string, Cell>(StringComparer.Ordinal))];

    private static void Apply(Edit[] edits, EngineGraph engine, SortedDictionary<string, Cell>[] inputs)
    {
        foreach (var edit in edits)
        {
            if (edit.Value is { } value)
            {
                inputs[edit.Input][edit.Key] = Cell.Of(edit.Key, value);
                engine.Inputs[edit.Input].Set(edit.Key, Cell.Of(edit.Key, value));
            }
            else
            {
                inputs[edit.Input].Remove(edit.Key);
                engine.Inputs[edit.Input].Remove(edit.Key);
            }
        }
    }

    private static Dictionary<string, Cell> Follow(Table<string, Cell> table)
    {
        var copy = new Dictionary<string, Cell>();
        table.Subscribe((_, changes) =>
        {
            foreach (var change in changes)
            {
                Assert.Equal(copy.GetValueOrDefault(change.Key), change.Old);
                Assert.NotEqual(change.Old, change.New);
                if (change.New is null)
                {
                    copy.Remove(change.Key);
                }
                else
                {
                    copy[change.Key] = change.New;
                }
            }
        });
        return copy;
    }

    private static IEnumerable<string> Sorted(Graph graph) => graph.StandingProblems().Select(problem => problem.ToString()).Order(StringComparer.Ordinal);
}
