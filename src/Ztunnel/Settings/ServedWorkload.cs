namespace Ztunnel.Settings;

/// <summary>The pod that a dedicated proxy serves, or the proxy's own pod.</summary>
internal sealed record ServedWorkload(string Namespace, string Name, string ServiceAccount);
