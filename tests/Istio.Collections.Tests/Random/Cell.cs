namespace Istio.Collections.Tests.Random;

/// <summary>The one row type of random graphs: a name, a number to compute with, and a tag to index by.</summary>
internal sealed record Cell(string Name, int Value, string Tag)
{
    public static Cell Of(string name, int value) => new(name, value, TagOf(value));

    /// <summary>Few tags, so that groups have several rows and move often.</summary>
    public static string TagOf(int value) => $"t{Math.Abs(value % 4)}";
}
