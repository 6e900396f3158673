namespace Istioctl.Playground.Faults;

/// <summary>One fault for each claim.</summary>
internal static class FaultList
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new PodOutsideTheMesh(),
        new PolicyWithoutEffect(),
        new FrozenIstiod("open-connections"),
        new IntermittentIstiod(),
        new FrozenIstiod("broken-file"),
        new FrozenIstiod("broken-object"),
        new ZtunnelKilledWithIstiod(),
        new RestartedZtunnel(),
        new PeersAreNotReverified(),
        new PartnerAmongOwnRoots(),
    ];

    /// <param name="claim">Null for none.</param>
    public static Fault For(string? claim) => claim is null ? new NoFault() : All.Single(fault => fault.Claim == claim);
}
