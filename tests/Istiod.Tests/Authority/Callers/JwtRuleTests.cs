using Istiod.Authority.Callers;

namespace Istiod.Tests.Authority.Callers;

public sealed class JwtRuleTests
{
    [Fact]
    public void Both_spellings_of_the_key_sets_address_are_read()
    {
        Assert.True(JwtRule.TryParse("""{"issuer":"i","jwksUri":"/keys","audiences":["a","b"]}""", out var rule, out _));
        Assert.Equal(new JwtRule("i", ["a", "b"], "", "/keys"), rule);
        Assert.True(JwtRule.TryParse("""{"issuer":"i","jwks_uri":"/keys"}""", out rule, out _));
        Assert.Equal("/keys", rule.KeySetUri);
    }

    [Theory]
    [InlineData("[]", "JWT_RULE is a JSON Array, expected an object")]
    [InlineData("""{"jwks":"{}"}""", "JWT_RULE names no issuer")]
    [InlineData("""{"issuer":"i"}""", "JWT_RULE needs either jwks or jwksUri")]
    [InlineData("""{"issuer":"i","jwks":"{}","jwksUri":"/x"}""", "JWT_RULE needs either jwks or jwksUri")]
    [InlineData("""{"issuer":"i","audience":["a"]}""", "JWT_RULE has an unusable field 'audience': known are issuer, jwks, jwksUri (text) and audiences (list of text)")]
    [InlineData("""{"issuer":"i","audiences":[1]}""", "JWT_RULE has an unusable field 'audiences': known are issuer, jwks, jwksUri (text) and audiences (list of text)")]
    public void A_rule_that_is_not_understood_is_refused(string json, string message)
    {
        Assert.False(JwtRule.TryParse(json, out _, out var error));
        Assert.Equal(message, error);
    }
}
