namespace Istiod.Authority.Callers;

/// <summary>Chooses the source that a rule's text names.</summary>
internal static class KeySetSources
{
    public static IKeySetSource For(JwtRule rule, TimeSpan refresh, HttpClient http)
    {
        if (rule.KeySet.Length > 0)
        {
            return new InlineKeySet(rule.KeySet);
        }

        if (!Uri.TryCreate(rule.KeySetUri, UriKind.Absolute, out var address))
        {
            return new FileKeySet(rule.KeySetUri);
        }

        return address.Scheme switch
        {
            "http" or "https" => new HttpKeySet(address, refresh, http),
            "file" => new FileKeySet(address.LocalPath),
            _ => throw new AuthorityException($"JWT_RULE: jwksUri '{rule.KeySetUri}' is neither http, https nor a file"),
        };
    }
}
