namespace Ztunnel.Policies;

/// <summary>A service account in any trust domain.</summary>
internal readonly record struct ServiceAccountMatch(string Namespace, string ServiceAccount);
