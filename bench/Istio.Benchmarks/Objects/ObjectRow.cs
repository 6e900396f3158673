namespace Istio.Benchmarks.Objects;

/// <summary>What reading objects of one kind costs.</summary>
/// <param name="JsonBytes">Of one object.</param>
/// <param name="KeptBytes">By one object among many that are alike.</param>
/// <param name="Read">By the kind's own reader.</param>
/// <param name="Decoded">By the decoder, which is the way of all other kinds.</param>
internal sealed record ObjectRow(string Kind, int JsonBytes, long KeptBytes, Measured Read, Measured Decoded);
