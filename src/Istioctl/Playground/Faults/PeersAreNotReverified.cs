namespace Istioctl.Playground.Faults;

/// <summary>The ztunnels run with the switch that keeps open tunnels open when their peer's root is no longer trusted.</summary>
internal sealed class PeersAreNotReverified : Fault
{
    public override string Claim => "removed-root";

    public override IReadOnlyDictionary<string, string> ZtunnelEnvironment { get; } = new Dictionary<string, string>
    {
        ["CLOSE_UNTRUSTED_CONNECTIONS"] = "false",
    };
}
