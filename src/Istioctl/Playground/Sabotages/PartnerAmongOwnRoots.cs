namespace Istioctl.Playground.Sabotages;

/// <summary>The partner's root is in the <c>root-cert.pem</c> of istiod's CA instead of in the mesh configuration: istiod takes it for its own.</summary>
internal sealed class PartnerAmongOwnRoots : Sabotage
{
    public override string Claim => "partner-certificate";

    public override bool TakesPartnerForOwn => true;
}
