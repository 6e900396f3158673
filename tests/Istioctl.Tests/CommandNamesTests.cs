namespace Istioctl.Tests;

/// <summary>A word that is no command is refused with Istio's exit code, and the refusal says what there is.</summary>
public sealed class CommandNamesTests
{
    [Theory]
    [InlineData("no-such", "Error: unknown command \"no-such\" for \"istioctl\"")]
    [InlineData("analyze -A", "Error: \"istioctl analyze\" is not built yet")]
    [InlineData("pc all", "Error: \"istioctl proxy-config\" is not built yet")]
    public async Task A_word_that_is_no_command_is_refused_by_name(string arguments, string reason)
    {
        var (exitCode, errors) = await CommandLine.RunAsync(arguments);
        Assert.Equal(64, exitCode);
        Assert.StartsWith(reason, errors, StringComparison.Ordinal);
        Assert.Contains("\nCommands: playground, version\n", errors, StringComparison.Ordinal);
        Assert.Contains("not built yet: admin, analyze, authz, bug-report", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not built yet: playground", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("help playground")]
    public async Task What_there_is_is_not_refused(string arguments)
    {
        var (exitCode, errors) = await CommandLine.RunAsync(arguments);
        Assert.Equal((0, ""), (exitCode, errors));
    }
}
