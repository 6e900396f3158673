using System.Text;
using System.Text.Json;
using Istio.Security.Tokens;
using Istiod.Authority.Callers.Reviews;

namespace Istiod.Tests.Authority.Callers.Reviews;

public sealed class ReviewMessagesTests
{
    private const string User = """
        "username": "system:serviceaccount:shop:cart", "groups": ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"]
        """;

    [Fact]
    public void A_question_has_token_and_audiences()
    {
        using var written = JsonDocument.Parse(ReviewMessages.Write("a.\"b\".c", ["istio-ca", "x"]));

        Assert.Equal("TokenReview", written.RootElement.GetProperty("kind").GetString());
        var spec = written.RootElement.GetProperty("spec");
        Assert.Equal("a.\"b\".c", spec.GetProperty("token").GetString());
        Assert.Equal(["istio-ca", "x"], spec.GetProperty("audiences").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public void An_account_with_its_pod_is_read()
    {
        var extra = """
            "authentication.kubernetes.io/pod-name": ["cart-1"], "authentication.kubernetes.io/pod-uid": ["u"], "authentication.kubernetes.io/node-name": ["n"]
            """;

        Assert.Equal(new ServiceAccountClaims("shop", "cart", new BoundPod("cart-1", "u", "n")), Read(Accepted($"{User}, \"extra\": {{{extra}}}")).Account);
        Assert.Equal(new ServiceAccountClaims("shop", "cart"), Read(Accepted(User)).Account);
    }

    [Theory]
    [InlineData("""{"status": {"authenticated": true, "user": {"username": "system:serviceaccount:shop:cart", "groups": ["system:serviceaccounts"]}}}""", "is not for audience")]
    [InlineData("""{"status": {"authenticated": true, "audiences": ["api"], "user": {}}}""", "is not for audience istio-ca")]
    [InlineData("""{"status": {"authenticated": true, "audiences": ["istio-ca"]}}""", "names no user")]
    [InlineData("""{"status": {"authenticated": true, "audiences": ["istio-ca"], "user": {"username": "system:serviceaccount:shop:cart", "groups": ["x"]}}}""", "is not a service account")]
    [InlineData("""{"status": {"authenticated": true, "audiences": ["istio-ca"], "user": {"username": "ann", "groups": ["system:serviceaccounts"]}}}""", "user 'ann' is not a service account")]
    [InlineData("""{"status": {"authenticated": "true", "audiences": ["istio-ca"]}}""", "does not accept")]
    [InlineData("""{"status": {"error": "ended"}}""", "does not accept the token: ended")]
    [InlineData("""{"status": 1}""", "does not accept")]
    [InlineData("""[]""", "does not accept")]
    public void What_the_server_does_not_say_counts_as_refused(string answer, string reason)
    {
        var verdict = Read(answer);

        Assert.False(verdict.IsAccepted);
        Assert.True(verdict.IsFinal);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"authentication.kubernetes.io/pod-name": ["a", "b"], "authentication.kubernetes.io/pod-uid": ["u"]}""")]
    [InlineData("""{"authentication.kubernetes.io/pod-name": ["a"]}""")]
    [InlineData("""{"authentication.kubernetes.io/pod-name": "a", "authentication.kubernetes.io/pod-uid": [1]}""")]
    [InlineData("""7""")]
    public void Half_of_a_pod_is_none(string extra) => Assert.Null(Read(Accepted($"{User}, \"extra\": {extra}")).Account!.Pod);

    private static string Accepted(string user) => $$"""{"status": {"authenticated": true, "audiences": ["istio-ca"], "user": { {{user}} } } }""";

    private static TokenVerdict Read(string answer) => ReviewMessages.Read(Encoding.UTF8.GetBytes(answer), ["istio-ca"]);
}
