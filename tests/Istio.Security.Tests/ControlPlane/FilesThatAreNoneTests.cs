using System.Diagnostics;
using Istio.Security.ControlPlane;

namespace Istio.Security.Tests.ControlPlane;

public sealed class FilesThatAreNoneTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("files-that-are-none-").FullName;

    private string Pipe => Path.Combine(_folder, "pipe");

    public FilesThatAreNoneTests()
    {
        using var made = Process.Start("mkfifo", Pipe);
        made.WaitForExit();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_that_is_a_named_pipe_is_an_error_without_a_wait()
    {
        var refused = await Assert.ThrowsAsync<IOException>(
            () => Task.Run(() => BearerToken.From(Pipe).ReadAsync(TestContext.Current.CancellationToken).AsTask()).WaitAsync(Timeout, TestContext.Current.CancellationToken));

        Assert.Contains("is a named pipe", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_certificate_that_is_a_named_pipe_or_endless_is_an_error_without_a_wait()
    {
        foreach (var (path, problem) in new[] { (Pipe, "is a named pipe"), ("/dev/zero", "is a device") })
        {
            var error = await Task.Run(() => new ControlPlaneRoots(path).Read(out var found) is null ? found : null).WaitAsync(Timeout, TestContext.Current.CancellationToken);

            Assert.Contains(problem, error, StringComparison.Ordinal);
        }
    }
}
