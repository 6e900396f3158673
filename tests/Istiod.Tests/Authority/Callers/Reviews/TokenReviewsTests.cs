using System.Net;
using System.Net.Sockets;
using Istio.Core.Identity;
using Istio.Kubernetes.Client;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istio.Testing.Kubernetes;
using Istiod.Authority;
using Istiod.Authority.Callers;
using Istiod.Authority.Callers.Reviews;
using Istiod.Authority.Roots;
using Istiod.Tests.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Callers.Reviews;

/// <summary>Against a real API server.</summary>
public sealed class TokenReviewsTests(SharedKubeApi shared)
{
    private const string Review = "POST /apis/authentication.k8s.io/v1/tokenreviews";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_token_of_a_pod_gives_identity_pod_and_node()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        using var api = ApiProxy.ClientOf(tokens.Api);
        using var reviews = Reviews(api);

        var result = await VerifyAsync(reviews, await tokens.OfPodAsync());

        Assert.True(result.IsAuthenticated, result.Reason);
        Assert.Equal(new SpiffeId("td.example", tokens.Namespace, "web"), result.Caller.Identity);
        Assert.Equal(new BoundPod("web-1", await tokens.UidAsync(), "node-1"), result.Caller.Account?.Pod);
    }

    [Fact]
    public async Task A_reviewed_token_may_impersonate_on_its_node_alone()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        using var api = ApiProxy.ClientOf(tokens.Api);
        using var reviews = Reviews(api);
        var bound = (await VerifyAsync(reviews, await tokens.OfPodAsync())).Caller!;
        var unbound = (await VerifyAsync(reviews, await tokens.CreateAsync("--audience", "istio-ca"))).Caller!;
        var uid = await tokens.UidAsync();

        Assert.Null(Refusal(bound, "node-1"));
        Assert.Equal("the caller's token is bound to node 'node-1', its pod runs on 'node-2'", Refusal(bound, "node-2"));
        Assert.Equal("only a token that is bound to a pod may impersonate", Refusal(unbound, "node-1"));

        string? Refusal(Caller caller, string node)
        {
            var pods = new ListedPods("Kubernetes", (tokens.Namespace, "web-1", new(uid, "web", node)), ("shop", "cart", new("uid-c", "cart", node)));
            return new Impersonation([$"{tokens.Namespace}/web"], pods, "Kubernetes", () => "td.example").Refusal(caller, "spiffe://td.example/ns/shop/sa/cart", out _);
        }
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        using var api = ApiProxy.ClientOf(tokens.Api);
        using var reviews = Reviews(api);

        var other = await VerifyAsync(reviews, await tokens.CreateAsync("--audience", "vault"));
        var ofServer = await VerifyAsync(reviews, await tokens.CreateAsync());

        Assert.StartsWith("the API server does not accept the token: ", other.Reason, StringComparison.Ordinal);
        Assert.False(ofServer.IsAuthenticated);
    }

    [Fact]
    public async Task Foreign_tokens_are_refused_and_what_cannot_be_good_is_not_asked()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        await using var proxy = await ApiProxy.StartAsync(tokens.Api);
        using var api = proxy.Client();
        using var reviews = Reviews(api);
        var good = await tokens.OfPodAsync();

        Assert.False((await VerifyAsync(reviews, tokens.Foreign(TimeProvider.System))).IsAuthenticated);
        Assert.False((await VerifyAsync(reviews, good[..^4] + "AAAA")).IsAuthenticated);
        Assert.Equal(2, proxy.CountOf(Review));

        Assert.StartsWith("the token is of issuer kubernetes/serviceaccount", (await VerifyAsync(reviews, tokens.Foreign(_time, "kubernetes/serviceaccount"))).Reason, StringComparison.Ordinal);
        Assert.Equal("the bearer token is not a JWT", (await VerifyAsync(reviews, "garbage")).Reason);
        Assert.Equal(
            "the client says that it is in cluster 'elsewhere'; only tokens of cluster 'Kubernetes' can be reviewed",
            (await VerifyAsync(reviews, good, "elsewhere")).Reason);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.StartsWith("the token ended at ", (await VerifyAsync(reviews, good)).Reason, StringComparison.Ordinal);
        Assert.Equal(2, proxy.CountOf(Review));
    }

    [Fact]
    public async Task A_token_of_a_deleted_pod_is_refused()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        var token = await tokens.OfPodAsync();
        await tokens.Api.KubectlAsync("", "delete", "pod", "-n", tokens.Namespace, "web-1", "--force", "--grace-period=0");
        using var api = ApiProxy.ClientOf(tokens.Api);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));

        // The API server's own view of pods may be some milliseconds old, and it remembers an accepted token for 10 s.
        CallerResult result;
        do
        {
            using var reviews = Reviews(api);
            result = await VerifyAsync(reviews, token);
            await Task.Delay(100, limit.Token);
        }
        while (result.IsAuthenticated);

        Assert.StartsWith("the API server does not accept the token: ", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_tokens_share_one_call_and_are_remembered_for_ten_seconds()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        var token = await tokens.OfPodAsync();
        await using var proxy = await ApiProxy.StartAsync(tokens.Api);
        var (arrived, goOn) = (Signal(), Signal());
        proxy.Before = async _ =>
        {
            arrived.TrySetResult();
            await goOn.Task;
            return false;
        };
        using var api = proxy.Client();
        using var reviews = Reviews(api);

        var first = VerifyAsync(reviews, token);
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 8).Select(_ => VerifyAsync(reviews, token, "Kubernetes")).ToList();
        goOn.SetResult();

        Assert.All(await Task.WhenAll([first, .. others]), result => Assert.True(result.IsAuthenticated, result.Reason));
        Assert.True((await VerifyAsync(reviews, token)).IsAuthenticated);
        Assert.Equal(1, proxy.CountOf(Review));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True((await VerifyAsync(reviews, token)).IsAuthenticated);
        Assert.Equal(2, proxy.CountOf(Review));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_refuses_and_is_asked_again()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        var token = await tokens.OfPodAsync();
        await using var proxy = await ApiProxy.StartAsync(tokens.Api);
        var isDown = true;
        proxy.Before = http =>
        {
            http.Response.StatusCode = isDown ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Task.FromResult(isDown);
        };
        using var api = proxy.Client();
        using var reviews = Reviews(api);

        Assert.Contains("refuses the review: HTTP 503", (await VerifyAsync(reviews, token)).Reason, StringComparison.Ordinal);
        isDown = false;
        Assert.True((await VerifyAsync(reviews, token)).IsAuthenticated);

        using var nowhere = new ApiClient(new(NobodyListens()), "tests");
        using var unreached = Reviews(nowhere);
        Assert.StartsWith($"the token cannot be reviewed now: {nowhere.Address}: ", (await VerifyAsync(unreached, token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_five_seconds()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        await using var proxy = await ApiProxy.StartAsync(tokens.Api);
        var arrived = Signal();
        proxy.Before = async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        using var api = proxy.Client();
        using var reviews = Reviews(api);

        var verifying = VerifyAsync(reviews, await tokens.OfPodAsync());
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.EndsWith("did not answer within 5s", (await verifying).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JWT_RULE_is_asked_first_and_then_the_API_server()
    {
        var tokens = await ClusterTokens.CreateAsync(shared);
        await using var proxy = await ApiProxy.StartAsync(tokens.Api);
        using var api = proxy.Client();
        var issuer = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);
        var keys = System.Text.Json.JsonSerializer.Serialize(issuer.Jwks);
        var settings = new AuthoritySettings { JwtRule = $$"""{"issuer":"https://issuer.test","audiences":["istio-ca"],"jwks":{{keys}}}""" };
        using var verifiers = new TokenVerifiers(settings, api, () => "td.example", _time);
        var callers = new CallerAuthentication(new(new MeshTrust(), _time), verifiers.InOrder);

        Assert.True((await AuthenticateAsync(callers, issuer.Issue(new("shop", "cart"), ["istio-ca"], TimeSpan.FromHours(1)))).IsAuthenticated);
        Assert.Equal(0, proxy.CountOf(Review));
        Assert.True((await AuthenticateAsync(callers, await tokens.OfPodAsync())).IsAuthenticated);
        Assert.Equal(1, proxy.CountOf(Review));
        Assert.Matches("^no client certificate; the bearer token is refused: .*; the API server does not accept the token", (await AuthenticateAsync(callers, tokens.Foreign(_time))).Reason);
    }

    [Fact]
    public void Without_audiences_tokens_cannot_be_reviewed()
    {
        using var api = new ApiClient(new(NobodyListens()), "tests");

        var error = Assert.Throws<AuthorityException>(() => new TokenVerifiers(new() { TokenAudiences = [] }, api, () => "td.example", _time));
        Assert.StartsWith("TOKEN_AUDIENCES names no audience", error.Message, StringComparison.Ordinal);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Uri NobodyListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }

    private static async Task<CallerResult> VerifyAsync(TokenReviews reviews, string token, string cluster = "") =>
        await reviews.VerifyAsync(token, cluster, TestContext.Current.CancellationToken);

    private static async Task<CallerResult> AuthenticateAsync(CallerAuthentication callers, string token)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = $"Bearer {token}";
        return await callers.AuthenticateAsync(http, TestContext.Current.CancellationToken);
    }

    private TokenReviews Reviews(ApiClient api) => new(api, ["istio-ca", "other"], "Kubernetes", () => "td.example", _time);
}
