using System.Text;
using System.Text.Json.Nodes;
using Istio.Security.ControlPlane;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>A token is sent as it is in its file, without what surrounds it.</summary>
internal static class TokenCheck
{
    public static IEnumerable<string> Differences(string file, string text)
    {
        var token = BearerToken.From(file).ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (token != text.Trim())
        {
            return ["the token that is sent differs from the file"];
        }

        var parts = token.Split('.');
        return parts.Length == 3 && Decode(parts[0]) is JsonObject && Decode(parts[1]) is JsonObject ? [] : ["the token is no JSON Web Token"];
    }

    private static JsonNode? Decode(string part)
    {
        var base64 = part.Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))));
    }
}
