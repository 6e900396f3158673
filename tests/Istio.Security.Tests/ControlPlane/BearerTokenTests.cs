using Istio.Security.ControlPlane;

namespace Istio.Security.Tests.ControlPlane;

public sealed class BearerTokenTests
{
    [Fact]
    public async Task A_token_file_is_read_at_each_call()
    {
        var path = Path.GetTempFileName();
        try
        {
            var token = BearerToken.From(path);
            await File.WriteAllTextAsync(path, "first\n", TestContext.Current.CancellationToken);
            Assert.Equal("first", await token.ReadAsync(TestContext.Current.CancellationToken));
            await File.WriteAllTextAsync(path, "second", TestContext.Current.CancellationToken);
            Assert.Equal("second", await token.ReadAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_setting_that_is_no_path_is_the_token() =>
        Assert.Equal("eyJhbGciOi.a.b", await BearerToken.From("eyJhbGciOi.a.b").ReadAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var token = BearerToken.From("/nowhere/token");
        var error = await Assert.ThrowsAsync<IOException>(async () => await token.ReadAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("token /nowhere/token cannot be read", error.Message, StringComparison.Ordinal);
    }
}
