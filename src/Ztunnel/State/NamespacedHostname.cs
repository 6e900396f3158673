namespace Ztunnel.State;

/// <summary>The key of a service: its namespace and host name; written <c>namespace/hostname</c>.</summary>
internal readonly record struct NamespacedHostname(string Namespace, string Hostname)
{
    public static bool TryParse(string text, out NamespacedHostname key)
    {
        key = default;
        var slash = text.IndexOf('/');
        if (slash <= 0 || slash == text.Length - 1 || text.IndexOf('/', slash + 1) >= 0)
        {
            return false;
        }

        key = new(text[..slash], text[(slash + 1)..]);
        return true;
    }

    public override string ToString() => $"{Namespace}/{Hostname}";
}
