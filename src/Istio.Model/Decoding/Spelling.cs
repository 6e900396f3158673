namespace Istio.Model.Decoding;

/// <summary>Guesses what a misspelt word was meant to be.</summary>
internal static class Spelling
{
    /// <summary><c>; did you mean "NAME"?</c>, or nothing when no candidate is close.</summary>
    /// <param name="lettersPerMistake">One mistake is forgiven for every so many letters, and one in any case.</param>
    public static string Hint(string word, IEnumerable<string> candidates, int lettersPerMistake = 3)
    {
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / lettersPerMistake) + 1;
        foreach (var candidate in candidates)
        {
            var distance = string.Equals(word, candidate, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best is null ? "" : $"; did you mean \"{best}\"?";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
