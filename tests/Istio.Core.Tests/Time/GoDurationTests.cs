using Istio.Core.Time;

namespace Istio.Core.Tests.Time;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", "0s")]
    [InlineData("24h", "24h0m0s")]
    [InlineData("1.5s", "1.5s")]
    [InlineData("300ms", "300ms")]
    [InlineData("2h45m", "2h45m0s")]
    [InlineData("-90s", "-1m30s")]
    [InlineData("1us", "1µs")]
    [InlineData("+.5h", "30m0s")]
    public void Gos_form_is_read_and_written(string text, string written)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(written, GoDuration.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1.2.3s")]
    [InlineData("999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
