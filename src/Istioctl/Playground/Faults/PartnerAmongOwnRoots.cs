namespace Istioctl.Playground.Faults;

/// <summary>The partner's root is in the <c>root-cert.pem</c> of istiod's CA instead of in the mesh configuration: istiod takes it for its own.</summary>
internal sealed class PartnerAmongOwnRoots : Fault
{
    public override string Claim => "partner-certificate";

    public override bool TrustsPartnerAsOwn => true;
}
