using System.Buffers;

namespace Istio.Model.Net;

/// <summary>Names as RFC 1123 and Kubernetes allow them.</summary>
public static class DnsNames
{
    private const int MaximumLabel = 63;
    private const int MaximumName = 253;
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>One label in lower case: a namespace, a service.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        var plain = text.Length is > 0 and <= MaximumLabel && !text.ContainsAnyExcept(LabelCharacters);
        return plain && text[0] != '-' && text[^1] != '-';
    }

    /// <summary>Labels with dots between: the name of most objects.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumName)
        {
            return false;
        }

        foreach (var label in text.Split('.'))
        {
            var part = text[label];
            var plain = !part.IsEmpty && !part.ContainsAnyExcept(LabelCharacters);
            if (!plain || part[0] == '-' || part[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A host name; capitals are allowed, and <c>*.</c> in front when wildcards are.</summary>
    public static bool IsHost(string text, bool allowsWildcard)
    {
        var name = allowsWildcard && text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        name = name.EndsWith('.') ? name[..^1] : name;
        return IsSubdomain(name.ToLowerInvariant().Replace('_', '-'));
    }
}
