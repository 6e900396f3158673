namespace Istio.Conformance.Families.Ambient;

/// <param name="Kind"><c>AuthorizationPolicy</c> or <c>PeerAuthentication</c>.</param>
/// <param name="ExpectNothing">Nothing is sent; the golden file is empty.</param>
internal sealed record AmbientCase(string Name, string Input, string Kind, string Golden, bool ExpectNothing);
