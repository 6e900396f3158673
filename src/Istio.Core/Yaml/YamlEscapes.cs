namespace Istio.Core.Yaml;

/// <summary>Escapes in double quotes that YAML 1.2 took over from JSON, and that Kubernetes does not read: the slash and halves of surrogate pairs.</summary>
public static class YamlEscapes
{
    /// <summary>The first such escape; null when there is none.</summary>
    /// <param name="raw">A scalar in double quotes as it is written.</param>
    public static string? FirstRefused(ReadOnlySpan<char> raw)
    {
        for (var at = 0; at + 1 < raw.Length; at++)
        {
            if (raw[at] != '\\')
            {
                continue;
            }

            at++;
            if (raw[at] == '/' || (raw[at] == 'u' && IsSurrogate(raw[(at + 1)..])))
            {
                return $"the escape \\{raw[at]} is not read here; write the character itself";
            }
        }

        return null;
    }

    private static bool IsSurrogate(ReadOnlySpan<char> digits) => digits is ['d' or 'D', '8' or '9' or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'), ..];
}
