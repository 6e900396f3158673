using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.View;

/// <summary>Reports a run with --once: as text while it goes on, or as one JSON document at its end.</summary>
internal interface IOnceReport : IStageReport
{
    void Checking(Claim claim);

    void Checked(CheckedClaim outcome);

    void Finished(IReadOnlyList<CheckedClaim> outcomes, TimeSpan duration, WorkFolder folder);
}
