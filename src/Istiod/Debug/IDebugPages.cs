namespace Istiod.Debug;

/// <summary>A part that brings debug pages: over HTTP and over xDS they are found by their names.</summary>
internal interface IDebugPages
{
    IReadOnlyList<DebugPage> Pages { get; }
}
