namespace Istioctl.Playground.Sabotages;

/// <summary>One sabotage for each claim.</summary>
internal static class SabotageList
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new PodOutsideTheMesh(),
        new PolicyWithoutEffect(),
        new FrozenIstiod("open-connections"),
        new StutteringIstiod(),
        new FrozenIstiod("broken-file"),
        new ZtunnelDiesWithIstiod(),
        new ZtunnelForgets(),
        new TrustIsNotReconsidered(),
        new PartnerAmongOwnRoots(),
    ];

    /// <param name="claim">Null for none.</param>
    public static Sabotage For(string? claim) => claim is null ? new NoSabotage() : All.Single(sabotage => sabotage.Claim == claim);
}
