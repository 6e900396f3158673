using Istio.Core.Yaml;

namespace Istio.Core.Tests.Yaml;

/// <summary>By hand; the comparison with Kubernetes' own library is in the tests of the model.</summary>
public sealed class PlainScalarTests
{
    [Theory]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("0b11", 3)]
    [InlineData("1_000", 1000)]
    [InlineData("-0x10", -16)]
    [InlineData("+80", 80)]
    [InlineData("0120", 80)]
    public void A_whole_number_has_one_value_in_whatever_base(string text, int value)
    {
        Assert.Equal(ScalarType.Integer, PlainScalar.TypeOf(text));
        Assert.True(PlainScalar.TryInteger(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("0120", "0120 is 80 for Kubernetes, which reads it as octal, and 120 for YAML 1.2; write the one that is meant without the zero")]
    [InlineData("-010", "-010 is -8 for Kubernetes, which reads it as octal, and -10 for YAML 1.2; write the one that is meant without the zero")]
    [InlineData("00", "00 has a zero too many; write 0")]
    [InlineData("0", null)]
    [InlineData("80", null)]
    [InlineData("0x10", null)]
    [InlineData("0o17", null)]
    public void A_number_that_readers_differ_on_is_ambiguous(string text, string? expected) => Assert.Equal(expected, PlainScalar.Ambiguity(text));

    [Theory]
    [InlineData("a: \0", "U+0000", 3)]
    [InlineData("\u0007", "U+0007", 0)]
    [InlineData("a\u2028", "U+2028", 1)]
    [InlineData("a\uFEFF", "U+FEFF", 1)]
    [InlineData("a\uFFFE", "U+FFFE", 1)]
    public void Characters_that_are_no_text_are_refused(string text, string name, int index)
    {
        var refused = YamlCharacters.FirstRefused(text)!.Value;

        Assert.Equal(index, refused.Index);
        Assert.Contains(name, refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_a_whole_one_is_not()
    {
        Assert.NotNull(YamlCharacters.FirstRefused("a\uD83D"));
        Assert.Null(YamlCharacters.FirstRefused("grüße 😀\t\r\n"));
    }
}
