namespace Istioctl.Playground.Claims;

/// <summary>All claims, of files and of an API server, in the order in which they are checked.</summary>
internal static class ClaimList
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        new MutualTlsEverywhere(),
        new DeniedCallerIsDenied(),
        new EditedPolicyReachesOpenConnections(),
        new PolicyIsInForceQuickly(),
        new BrokenFileIsReported(),
        new BrokenObjectIsReported(),
        new KilledIstiodIsNotNoticed(),
        new RestartedIstiodResumes(),
        new RemovedRootClosesTunnels(),
        new PartnerGetsNothingFromIstiod(),
    ];

    public static IEnumerable<string> Names => All.Select(claim => claim.Name);
}
