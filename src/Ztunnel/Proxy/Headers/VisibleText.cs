namespace Ztunnel.Proxy.Headers;

/// <summary>The octets that Istio reads as text in a field value: visible ASCII, space and tab. It ignores a value with any other.</summary>
internal static class VisibleText
{
    public static bool Is(ReadOnlySpan<byte> value)
    {
        foreach (var octet in value)
        {
            if (octet is not ((>= (byte)' ' and <= (byte)'~') or (byte)'\t'))
            {
                return false;
            }
        }

        return true;
    }
}
