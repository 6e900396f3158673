using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Istio.Core.Values;

namespace Istiod.Authority.Callers;

/// <summary>Whose tokens are accepted: the content of <c>JWT_RULE</c>.</summary>
/// <param name="Audiences">One of them must be in the token; none means any audience will do, as in Istio.</param>
/// <param name="KeySet">A JSON Web Key Set in the rule itself; empty when <paramref name="KeySetUri"/> says where it is.</param>
/// <param name="KeySetUri">http, https, a <c>file:</c> URI or a path.</param>
internal sealed record JwtRule(string Issuer, ValueList<string> Audiences, string KeySet, string KeySetUri)
{
    /// <summary>Reads the JSON strictly: a misspelt field would silently widen what is accepted.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out JwtRule? rule, [NotNullWhen(false)] out string? error)
    {
        rule = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            error = Read(document.RootElement, out rule);
            return error is null && rule is not null;
        }
        catch (JsonException e)
        {
            error = $"JWT_RULE is not JSON: {e.Message}";
            return false;
        }
    }

    private static string? Read(JsonElement root, out JwtRule? rule)
    {
        rule = null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return $"JWT_RULE is a JSON {root.ValueKind}, expected an object";
        }

        var read = new JwtRule("", [], "", "");
        foreach (var field in root.EnumerateObject())
        {
            if (Apply(read, field) is not { } next)
            {
                return $"JWT_RULE has an unusable field '{field.Name}': known are issuer, jwks, jwksUri (text) and audiences (list of text)";
            }

            read = next;
        }

        rule = read;
        return read.Issuer.Length == 0 ? "JWT_RULE names no issuer"
            : read.KeySet.Length == 0 == (read.KeySetUri.Length == 0) ? "JWT_RULE needs either jwks or jwksUri"
            : null;
    }

    private static JwtRule? Apply(JwtRule rule, JsonProperty field) => (field.Name, field.Value.ValueKind) switch
    {
        ("issuer", JsonValueKind.String) => rule with { Issuer = field.Value.GetString()! },
        ("jwks", JsonValueKind.String) => rule with { KeySet = field.Value.GetString()! },
        ("jwksUri" or "jwks_uri", JsonValueKind.String) => rule with { KeySetUri = field.Value.GetString()! },
        ("audiences", JsonValueKind.Array) when field.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            rule with { Audiences = field.Value.EnumerateArray().Select(item => item.GetString()!).ToValueList() },
        _ => null,
    };
}
