namespace Istio.Http.Relaying;

/// <summary>What one step of a copy says about the next.</summary>
internal enum CopyStep
{
    Progress,
    WaitForSource,
    WaitForTarget,
    EndOfSource,
    SourceFailed,
    TargetFailed,
}
