using System.Globalization;

namespace Istio.Core.Logging;

/// <summary>Text that a peer chose, on its way into a log line or into a status that is kept.</summary>
public static class PeerText
{
    /// <summary>Characters of it that are worth keeping.</summary>
    public const int Longest = 1024;

    /// <returns>The text itself, or its beginning with the number of characters that it had.</returns>
    public static string Shorten(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        // Never half of a surrogate pair.
        var kept = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, kept)}... ({text.Length} characters)");
    }
}
