namespace Conformance;

/// <summary>One folder of the conformance data and what is compared in it.</summary>
internal abstract class Family
{
    public abstract string Name { get; }

    /// <summary>Every case of the family that this project can serve.</summary>
    /// <param name="folder">The family's folder.</param>
    /// <returns>For each case its differences, each with the name by which it may be a known gap; none when it agrees.</returns>
    public abstract IEnumerable<(string Case, IReadOnlyList<Difference> Differences)> Run(string folder);
}
