namespace Istioctl.Playground.Faults;

/// <summary>The ordinary run.</summary>
internal sealed class NoFault : Fault
{
    public override string Claim => "";
}
