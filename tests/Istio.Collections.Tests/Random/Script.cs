using CsCheck;

namespace Istio.Collections.Tests.Random;

/// <summary>Set (or, without a value, remove) a key of an input.</summary>
internal sealed record Edit(int Input, string Key, int? Value);

/// <summary>A random graph and what happens to its inputs, commit by commit.</summary>
internal sealed record Script(NodeSpec[] Nodes, Edit[][] Commits)
{
    private static readonly Gen<NodeSpec> Node =
        from kind in Gen.Enum<NodeKind>()
        from source in Gen.Int[0, 30]
        from other in Gen.Int[0, 30]
        from seed in Gen.Int[0, 99]
        select new NodeSpec(kind, source, other, seed);

    private static readonly Gen<Edit> Edit =
        from input in Gen.Int[0, NodeSpec.Inputs - 1]
        from key in Gen.Int[0, 7]
        from value in Gen.Int[-2, 40]
        select new Edit(input, $"k{key}", value < 2 ? null : value);

    public static readonly Gen<Script> Any =
        from nodes in Node.Array[1, 8]
        from commits in Edit.Array[0, 12].Array[1, 8]
        select new Script(nodes, commits);

    public override string ToString() =>
        $"{string.Join(" ", Nodes.Select(node => node.ToString()))}\n{string.Join("\n", Commits.Select(edits => string.Join(" ", edits.Select(edit => edit.ToString()))))}";
}
