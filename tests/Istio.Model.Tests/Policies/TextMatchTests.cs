using Istio.Model.Policies;

namespace Istio.Model.Tests.Policies;

public sealed class TextMatchTests
{
    [Theory]
    [InlineData("web", TextMatchKind.Exact, "web")]
    [InlineData("web*", TextMatchKind.Prefix, "web")]
    [InlineData("*web", TextMatchKind.Suffix, "web")]
    [InlineData("*", TextMatchKind.Presence, "")]
    [InlineData("a*b", TextMatchKind.Exact, "a*b")]
    public void A_pattern_says_by_its_asterisk_what_it_matches(string pattern, TextMatchKind kind, string value) =>
        Assert.Equal(new TextMatch(kind, value), TextMatch.Parse(pattern));
}
