namespace Istio.Benchmarks.Tables;

/// <summary>What a mesh of some size costs.</summary>
/// <param name="Workloads">Size of the mesh.</param>
/// <param name="LoadMilliseconds">The first commit, with everything in it.</param>
/// <param name="BytesEach">Memory by workload after loading, rows included.</param>
/// <param name="Address">One workload gets another address.</param>
/// <param name="Policies">By the number of workloads that a changed policy concerns.</param>
internal sealed record TableRow(
    int Workloads, double LoadMilliseconds, long BytesEach, Measured Address, IReadOnlyList<(int Concerned, Measured Cost)> Policies);
