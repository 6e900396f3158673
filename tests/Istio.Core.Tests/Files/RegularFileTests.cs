using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Istio.Core.Files;

namespace Istio.Core.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("regular-file-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_read_through_links_and_without_its_byte_order_mark()
    {
        File.WriteAllText(Path, "grüße\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        File.CreateSymbolicLink(Path + ".link", "file");

        Assert.Equal("grüße\n", RegularFile.ReadText(Path + ".link"));
    }

    [Fact]
    public void Files_of_the_system_whose_length_says_nothing_are_read_whole() => Assert.Contains("Max open files", RegularFile.ReadText("/proc/self/limits"), StringComparison.Ordinal);

    [Fact]
    public async Task A_named_pipe_without_a_writer_is_refused_at_once()
    {
        using (var made = Process.Start("mkfifo", Path))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("is a named pipe, not a regular file; replace it by a file, or remove it", (await RefusedAsync(Path)).Problem);
    }

    [Fact]
    public async Task An_endless_device_is_refused_through_a_link()
    {
        File.CreateSymbolicLink(Path, "/dev/zero");

        Assert.StartsWith("is a device", (await RefusedAsync(Path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_and_a_folder_are_refused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));

        Assert.StartsWith("is a socket", (await RefusedAsync(Path)).Problem, StringComparison.Ordinal);
        Assert.StartsWith("is a folder", (await RefusedAsync(_folder)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_at_the_limit_is_read_and_one_beyond_is_refused()
    {
        File.WriteAllText(Path, new string('a', 100_000));

        Assert.Equal(100_000, RegularFile.ReadBytes(Path, 100_000).Length);
        Assert.StartsWith("is longer than 99999 bytes", (await RefusedAsync(Path, 99_999)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused_with_their_line()
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes("one\ncafé\n"));

        Assert.Equal("is no UTF-8: line 2 has the byte 0xE9; save it as UTF-8", (await RefusedAsync(Path)).Problem);
    }

    [Fact]
    public void What_is_not_there_is_not_found()
    {
        File.CreateSymbolicLink(Path, "nowhere");

        Assert.Throws<FileNotFoundException>(() => RegularFile.ReadText(Path));
        Assert.Throws<FileNotFoundException>(() => RegularFile.ReadText(System.IO.Path.Combine(_folder, "none", "file")));
        Assert.Null(FileStamp.Of(Path));
        Assert.Equal(FileKind.Link, FileStamp.OfEntry(Path)?.Kind);
    }

    [Fact]
    public void A_stamp_differs_for_a_replaced_file_and_is_the_same_under_another_name()
    {
        File.WriteAllText(Path, "1");
        var first = FileStamp.Of(Path)!.Value;
        File.CreateSymbolicLink(Path + ".link", "file");
        Assert.Equal(first, FileStamp.Of(Path + ".link"));

        File.WriteAllText(Path + ".new", "2");
        File.SetLastWriteTimeUtc(Path + ".new", File.GetLastWriteTimeUtc(Path));
        File.Move(Path + ".new", Path, overwrite: true);

        Assert.NotEqual(first, FileStamp.Of(Path));
        Assert.Equal((FileKind.RegularFile, 1L), (first.Kind, first.Length));
    }

    // Somewhere else: a reader that waits for a writer would stop the test.
    private static async Task<RefusedFileException> RefusedAsync(string path, int limit = 1 << 20) =>
        await Assert.ThrowsAsync<RefusedFileException>(
            () => Task.Run(() => RegularFile.ReadText(path, limit), TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken));
}
