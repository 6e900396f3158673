namespace Istiod.Watching;

/// <summary>Something may have changed. Called on any thread.</summary>
/// <param name="path">Absolute; empty when it may be anything.</param>
/// <param name="isWhole">What is there was put there in one step; else it may be in the middle of being written or replaced.</param>
internal delegate void PathChanged(string path, bool isWhole);
