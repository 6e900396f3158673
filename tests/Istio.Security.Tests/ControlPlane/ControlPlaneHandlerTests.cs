using Istio.Security.ControlPlane;
using Istio.Security.Keys;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Security.Tests.ControlPlane;

/// <summary>A connection to istiod is no better than the roots in the proxy's file, whenever it was made.</summary>
public sealed class ControlPlaneHandlerTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new(TestAuthority.Now);
    private readonly TestAuthority _root = TestAuthority.Root("one");
    private readonly TestAuthority _other = TestAuthority.Root("other");
    private readonly string _file = Path.GetTempFileName();
    private readonly OneByOneServer _server;
    private readonly HttpClient _client;

    public ControlPlaneHandlerTests()
    {
        var intermediate = _root.Intermediate("signer");
        var key = PrivateKey.CreateP256();
        _server = new OneByOneServer(intermediate.Leaf(key, "istiod.istio-system.svc"), key, intermediate.Certificate);
        File.WriteAllText(_file, _root.Bundle.Pem);
        var options = new ControlPlaneOptions
        {
            Address = new Uri($"https://127.0.0.1:{_server.Port}"),
            AlternateHostName = "istiod.istio-system.svc",
            Roots = new ControlPlaneRoots(_file),
        };
        _client = new HttpClient(ControlPlaneHandler.Create(options, _clock)) { BaseAddress = options.Address };
    }

    [Fact]
    public async Task A_connection_of_a_removed_root_is_closed_and_none_is_made_again()
    {
        await CallAsync();
        File.WriteAllText(_file, _other.Bundle.Pem);
        _clock.Advance(Interval);
        await _server.FirstConnectionEnded.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(CallAsync);
    }

    [Fact]
    public async Task A_connection_stays_while_its_root_stays()
    {
        await CallAsync();
        File.WriteAllText(_file, _other.Bundle.With(_root.Bundle).Pem);
        _clock.Advance(Interval);
        await CallAsync();
        Assert.Equal(1, _server.Connections);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no certificate")]
    public async Task Roots_that_cannot_be_read_close_nothing(string? content)
    {
        await CallAsync();
        if (content is null)
        {
            File.Delete(_file);
        }
        else
        {
            File.WriteAllText(_file, content);
        }

        _clock.Advance(Interval);
        await CallAsync();
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_server_of_another_name_is_refused()
    {
        var options = new ControlPlaneOptions { Address = _client.BaseAddress!, Roots = new ControlPlaneRoots(_file), AlternateHostName = "elsewhere" };
        using var client = new HttpClient(ControlPlaneHandler.Create(options, _clock)) { BaseAddress = options.Address };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        File.Delete(_file);
    }

    private async Task CallAsync() => Assert.Equal("ok", await _client.GetStringAsync("/", TestContext.Current.CancellationToken));
}
