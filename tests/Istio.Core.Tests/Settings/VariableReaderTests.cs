using Istio.Core.Settings;

namespace Istio.Core.Tests.Settings;

public sealed class VariableReaderTests
{
    private static readonly SettingType<string> TextOrEmpty = new("a text", SettingTypes.Text.TryParse) { AcceptsEmpty = true };
    private static readonly Variable<int> Workers = new("WORKERS", 2, SettingTypes.NumberFrom(1, 9, "a number from 1 to 9"), "threads");
    private static readonly Variable<string> Network = new("NETWORK", "main", TextOrEmpty, "name of the network");
    private static readonly Variable<string> Revision = new("REVISION", "default", SettingTypes.Text, "name of the revision");
    private static readonly VariablePrefix Headers = new("HEADER_", "headers");

    [Fact]
    public void What_is_not_set_has_its_default_and_an_empty_text_is_a_value_only_for_types_that_accept_it()
    {
        Assert.Equal((2, "main", "default"), ReadAll(Reader()));
        Assert.Equal((2, "", "default"), ReadAll(Reader(("WORKERS", ""), ("NETWORK", ""), ("REVISION", ""))));
        Assert.Equal((9, "n", "r"), ReadAll(Reader(("WORKERS", "9"), ("NETWORK", "n"), ("REVISION", "r"))));
    }

    [Fact]
    public void Whether_a_variable_is_set_can_be_seen()
    {
        Assert.False(Reader(("WORKERS", "")).TryRead(Workers, out _));
        Assert.True(Reader(("WORKERS", "2")).TryRead(Workers, out var workers));
        Assert.Equal(2, workers);
        Assert.True(Reader(("NETWORK", "")).TryRead(Network, out var network));
        Assert.Equal("", network);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("two")]
    public void A_text_of_the_wrong_form_is_named_with_its_variable_and_what_was_expected(string text)
    {
        var error = Assert.Throws<SettingsException>(() => Reader(("WORKERS", text)).Read(Workers));

        Assert.Equal($"environment variable WORKERS is '{text}', expected a number from 1 to 9", error.Message);
    }

    [Fact]
    public void A_program_may_word_its_errors()
    {
        var reader = new VariableReader(new Dictionary<string, string> { ["WORKERS"] = "x" }, static (name, text, expected) => $"{name}={text}: {expected}");

        Assert.Equal("WORKERS=x: a number from 1 to 9", Assert.Throws<SettingsException>(() => reader.Read(Workers)).Message);
    }

    [Fact]
    public void A_prefix_gives_the_rest_of_the_names()
    {
        var read = Reader(("HEADER_B", "2"), ("HEADER_A", ""), ("HEADER_", "none"), ("OTHER", "x")).Read(Headers);

        Assert.Equal([new("A", ""), new("B", "2")], read.OrderBy(entry => entry.Key));
    }

    [Fact]
    public void What_is_set_and_known_and_was_not_asked_for_has_no_effect()
    {
        var reader = Reader(("REVISION", "r"), ("NETWORK", "n"), ("WORKERS", ""), ("HEADER_A", "a"), ("UNKNOWN", "u"));
        string[] known = ["REVISION", "HEADER_A", "NETWORK", "WORKERS", "NOT_SET"];

        Assert.Equal(["HEADER_A", "NETWORK", "REVISION"], reader.WithoutEffect(known));
        reader.Read(Revision);
        reader.Read(Headers);
        Assert.Equal(["NETWORK"], reader.WithoutEffect(known));
        Assert.Equal(["HEADER_A", "REVISION"], reader.Asked.Order());
    }

    [Fact]
    public void The_environment_of_the_process_is_read_whole()
    {
        var variables = ProcessEnvironment.Read();

        Assert.NotEmpty(variables["PATH"]);
        Assert.False(variables.ContainsKey("path"));
    }

    private static (int Workers, string Network, string Revision) ReadAll(VariableReader reader) => (reader.Read(Workers), reader.Read(Network), reader.Read(Revision));

    private static VariableReader Reader(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
