using Istioctl.Playground.Claims;
using Istioctl.Playground.Faults;

namespace Istioctl.Tests.Playground.Claims;

public sealed class ClaimListTests
{
    [Fact]
    public void Each_claim_has_exactly_one_fault_that_breaks_it() =>
        Assert.Equal(ClaimList.Names.Order(), FaultList.All.Select(fault => fault.Claim).Order());

    [Fact]
    public void Names_are_unique() => Assert.Equal(ClaimList.All.Count, ClaimList.Names.Distinct().Count());
}
