using System.Text.Json;
using Istio.Core.Values;
using Istio.Kubernetes.Writers;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>
/// The object <c>TokenReview</c> as it is asked and answered
/// (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1).
/// </summary>
internal static class ReviewMessages
{
    /// <summary>The group that the API server gives to every service account; a user of another kind may have the same name.</summary>
    private const string AccountGroup = "system:serviceaccounts";

    private const string ExtraPrefix = "authentication.kubernetes.io/";

    public static ReadOnlyMemory<byte> Write(string token, ValueList<string> audiences) => WriteJson.Object(json =>
    {
        json.WriteString("apiVersion", "authentication.k8s.io/v1");
        json.WriteString("kind", "TokenReview");
        json.WriteStartObject("spec");
        json.WriteString("token", token);
        json.WriteStartArray("audiences");
        foreach (var audience in audiences)
        {
            json.WriteStringValue(audience);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Judges the answer. What the server does not say counts as refused.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static TokenVerdict Read(ReadOnlyMemory<byte> answer, ValueList<string> audiences)
    {
        using var document = JsonDocument.Parse(answer);
        if (Member(document.RootElement, "status") is not { } status || Member(status, "authenticated") is not { ValueKind: JsonValueKind.True })
        {
            var why = Member(document.RootElement, "status") is { } failed ? Text(failed, "error") : "";
            return TokenVerdict.Refused(why.Length > 0 ? $"the API server does not accept the token: {why}" : "the API server does not accept the token");
        }

        // A server that knows no audiences accepts a token for whomever it was made.
        if (!Has(status, "audiences", audiences.Contains))
        {
            return TokenVerdict.Refused($"the token is not for audience {string.Join(" or ", audiences)}");
        }

        return Member(status, "user") is { } user ? ReadUser(user) : TokenVerdict.Refused("the API server names no user of the token");
    }

    private static TokenVerdict ReadUser(JsonElement user)
    {
        var name = Text(user, "username");
        return !Has(user, "groups", static group => group == AccountGroup) || !ServiceAccountClaims.TryParseSubject(name, out var ns, out var account)
            ? TokenVerdict.Refused($"the token's user '{name}' is not a service account")
            : TokenVerdict.Accepted(new(ns, account, ReadPod(user)));
    }

    private static BoundPod? ReadPod(JsonElement user)
    {
        var (name, uid) = (Extra(user, "pod-name"), Extra(user, "pod-uid"));
        return name.Length == 0 || uid.Length == 0 ? null : new(name, uid, Extra(user, "node-name"));
    }

    private static string Extra(JsonElement user, string key) =>
        Member(user, "extra") is { } extra && Member(extra, ExtraPrefix + key) is { ValueKind: JsonValueKind.Array } values && values.GetArrayLength() == 1
            ? values[0].ValueKind == JsonValueKind.String ? values[0].GetString()! : ""
            : "";

    private static bool Has(JsonElement parent, string list, Func<string, bool> isWanted)
    {
        if (Member(parent, list) is not { ValueKind: JsonValueKind.Array } items)
        {
            return false;
        }

        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && isWanted(item.GetString()!))
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;
}
