namespace EndToEnd.Playground;

/// <summary>Each test runs a dozen processes: one test at a time.</summary>
[CollectionDefinition(nameof(Serial), DisableParallelization = true)]
public sealed class Serial;
