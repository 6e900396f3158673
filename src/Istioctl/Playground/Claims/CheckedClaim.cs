namespace Istioctl.Playground.Claims;

internal sealed record CheckedClaim(Claim Claim, Evidence Evidence, TimeSpan Duration);
