using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>What a token says before anybody has verified it: enough to refuse it, never enough to believe it.</summary>
internal static class UnverifiedToken
{
    /// <summary>Characters. Kubernetes' tokens have about 1200.</summary>
    public const int Longest = 16 * 1024;

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <param name="refusal">For istiod's log; it does not repeat the token.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out JsonWebToken? token, [NotNullWhen(false)] out string? refusal)
    {
        token = null;
        if (text.Length > Longest || !Handler.CanReadToken(text))
        {
            refusal = "the bearer token is not a JWT";
            return false;
        }

        try
        {
            token = Handler.ReadJsonWebToken(text);
            refusal = null;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenMalformedException)
        {
            refusal = $"the bearer token is malformed: {e.Message}";
            return false;
        }
    }
}
