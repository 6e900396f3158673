using System.Net;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istio.Testing;
using Istiod.Authority;
using Istiod.Authority.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Callers;

/// <summary>A key set behind a URL.</summary>
public sealed class KeySetTests : IAsyncLifetime
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(20);

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly HttpClient _http = new();
    private readonly WebApplication _server;
    private string _published = "";
    private bool _isDown;
    private int _reads;

    public KeySetTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.MapGet("/keys", () =>
        {
            _reads++;
            return _isDown ? Results.StatusCode(503) : Results.Text(_published);
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _server.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Keys_are_kept_until_the_refresh_interval_has_passed()
    {
        var keys = Start(out var first);
        Assert.Single(await keys.FindAsync(first, Cancellation));
        _time.Advance(Refresh);
        Assert.Single(await keys.FindAsync(first, Cancellation));
        Assert.Equal(1, _reads);

        _time.Advance(TimeSpan.FromSeconds(1));
        Publish();
        Assert.Empty(await keys.FindAsync(first, Cancellation));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_keeps_no_key_longer()
    {
        var clock = new SetClock(_time);
        var keys = Start(out var first, clock);
        Assert.Single(await keys.FindAsync(first, Cancellation));
        clock.Offset = TimeSpan.FromDays(-90);
        _time.Advance(Refresh + TimeSpan.FromSeconds(1));
        Publish();

        Assert.Empty(await keys.FindAsync(first, Cancellation));
    }

    [Fact]
    public async Task An_unknown_key_asks_again_but_not_at_every_token()
    {
        var keys = Start(out var first);
        Assert.Single(await keys.FindAsync(first, Cancellation));
        var next = Publish();
        for (var i = 0; i < 10; i++)
        {
            Assert.Empty(await keys.FindAsync(next, Cancellation));
        }

        Assert.Equal(1, _reads);
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Single(await keys.FindAsync(next, Cancellation));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_server_that_is_down_leaves_the_known_keys_in_use()
    {
        var keys = Start(out var first);
        Assert.Single(await keys.FindAsync(first, Cancellation));
        _isDown = true;
        _time.Advance(Refresh * 2);

        Assert.Single(await keys.FindAsync(first, Cancellation));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public void Other_schemes_are_refused_at_start() =>
        Assert.Equal(
            "JWT_RULE: jwksUri 'ftp://keys' is neither http, https nor a file",
            Assert.Throws<AuthorityException>(() => KeySetSources.For(new JwtRule("i", [], "", "ftp://keys"), Refresh, _http)).Message);

    private KeySet Start(out string keyId, TimeProvider? time = null)
    {
        keyId = Publish();
        var rule = new JwtRule("https://issuer.test", [], "", $"{_server.Urls.Single()}/keys");
        return new KeySet(KeySetSources.For(rule, Refresh, _http), time ?? _time);
    }

    /// <summary>Puts another key up.</summary>
    /// <returns>Its id.</returns>
    private string Publish()
    {
        _published = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time).Jwks;
        return System.Text.Json.JsonDocument.Parse(_published).RootElement.GetProperty("keys")[0].GetProperty("kid").GetString()!;
    }
}
