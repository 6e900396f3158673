namespace Istio.Collections.Tests.Random;

internal enum NodeKind
{
    Map,
    MapMany,
    Join,
    Group,
    Single,
}

/// <summary>
/// One node of a random graph. Sources are numbers that each graph takes modulo the tables it has so far, so any list of specs is a valid graph.
/// </summary>
internal sealed record NodeSpec(NodeKind Kind, int From, int Other, int Seed)
{
    public const int Inputs = 2;

    public static int At(int number, int tables) => number % tables;
}
