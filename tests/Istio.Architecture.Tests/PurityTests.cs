namespace Istio.Architecture.Tests;

/// <summary>
/// Meaning is derived from what was written without looking at the world: the same input gives the same output on every machine, at any time.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] WorldlyTypes =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileSystemWatcher",
        "System.IO.StreamReader", "System.IO.StreamWriter", "System.Console", "System.Random", "System.TimeProvider",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.PeriodicTimer",
        "System.Threading.Tasks.Task",
    ];

    private static readonly string[] WorldlyNamespaces =
    [
        "System.Net.Sockets.", "System.Net.Http.", "System.Net.NetworkInformation.", "Istio.Core.Logging.", "Istio.Core.Metrics.", "Istio.Core.Files.",
    ];

    private static readonly string[] WorldlyMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
        "System.Net.Dns.GetHostAddresses",
    ];

    [Theory]
    [InlineData("Istio.Collections")]
    [InlineData("Istio.Model")]
    [InlineData("Istio.Translation")]
    public void The_pure_floors_do_no_IO_and_take_no_logger_and_no_clock(string project)
    {
        var built = Part.Of(project).Built;
        var types = built.Types.Where(type =>
            WorldlyTypes.Contains(type) || WorldlyNamespaces.Any(part => type.StartsWith(part, StringComparison.Ordinal)));

        Assert.Empty(types.Concat(built.Members.Where(WorldlyMembers.Contains)).Concat(built.Members.Where(ReadsTheEnvironment)));
    }

    [Fact]
    public void The_model_names_no_wire_type()
    {
        var model = Part.Of("Istio.Model").Built;

        Assert.DoesNotContain("Istio.Api", model.Assemblies);
        Assert.DoesNotContain(model.Types, type => type.StartsWith("Envoy.", StringComparison.Ordinal));
    }

    /// <summary>The compiler asks for the thread's number in every iterator.</summary>
    private static bool ReadsTheEnvironment(string member) =>
        member.StartsWith("System.Environment.", StringComparison.Ordinal) && member != "System.Environment.get_CurrentManagedThreadId";
}
