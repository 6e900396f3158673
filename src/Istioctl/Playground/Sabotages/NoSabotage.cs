namespace Istioctl.Playground.Sabotages;

/// <summary>The ordinary run.</summary>
internal sealed class NoSabotage : Sabotage
{
    public override string Claim => "";
}
