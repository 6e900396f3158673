namespace Ztunnel.Settings;

/// <summary>The pod that a dedicated proxy serves, or the proxy's own pod.</summary>
internal sealed record ServedWorkload(string Namespace, string Name, string ServiceAccount)
{
    /// <summary>Reads <c>namespace/name/serviceaccount</c>.</summary>
    public static bool TryParse(string text, out ServedWorkload? workload)
    {
        workload = text.Split('/') is [{ Length: > 0 } ns, { Length: > 0 } name, { Length: > 0 } account] ? new(ns, name, account) : null;
        return workload is not null;
    }
}
