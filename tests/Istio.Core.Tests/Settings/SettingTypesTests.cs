using Istio.Core.Settings;

namespace Istio.Core.Tests.Settings;

public sealed class SettingTypesTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("T", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("f", false)]
    [InlineData("0", false)]
    public void Switches_are_written_as_in_Go(string text, bool expected)
    {
        Assert.True(SettingTypes.Switch.TryParse(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("")]
    [InlineData(" true")]
    public void Other_texts_are_no_switch(string text) => Assert.False(SettingTypes.Switch.TryParse(text, out _));

    [Theory]
    [InlineData("2147483647", true)]
    [InlineData("-1", true)]
    [InlineData("2147483648", false)]
    [InlineData("1.5", false)]
    [InlineData(" 1", false)]
    public void Numbers_are_whole(string text, bool isNumber) => Assert.Equal(isNumber, SettingTypes.Number.TryParse(text, out _));

    [Fact]
    public void Lists_leave_out_what_is_empty()
    {
        Assert.True(SettingTypes.List.TryParse(" a, b,,c ", out var items));
        Assert.Equal(["a", "b", "c"], items);
        Assert.Equal("a,b,c", SettingTypes.List.Format(items));
    }

    [Theory]
    [InlineData(24 * 3600, "24h")]
    [InlineData(1200, "20m")]
    [InlineData(90, "1m30s")]
    [InlineData(10, "10s")]
    [InlineData(3605, "1h0m5s")]
    [InlineData(0, "0s")]
    [InlineData(0.1, "100ms")]
    public void Durations_are_shown_without_units_that_are_zero_and_read_back(double seconds, string text)
    {
        var duration = TimeSpan.FromSeconds(seconds);

        Assert.Equal(text, SettingTypes.FormatDuration(duration));
        Assert.True(SettingTypes.Duration.TryParse(text, out var read));
        Assert.Equal(duration, read);
    }

    [Fact]
    public void An_optional_setting_has_no_default_and_the_errors_of_its_type()
    {
        var type = SettingTypes.Optional(SettingTypes.NumberFrom(1, int.MaxValue, "a number above 0"));

        Assert.Equal(("a number above 0", "", "7"), (type.Expected, type.Format(null), type.Format(7)));
        Assert.True(type.TryParse("7", out var value));
        Assert.Equal(7, value);
        Assert.False(type.TryParse("0", out _));
    }
}
