using System.Threading.Channels;
using Istiod.Tests.Authority;
using Istiod.Watching;

namespace Istiod.Tests.Watching;

public sealed class FileWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<string> _touched = Channel.CreateUnbounded<string>();

    private string File => _directory["etc/istio/mesh"];

    private string Folder => _directory["etc/istio"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_folder_that_appears_step_by_step_is_followed_down_to_the_file()
    {
        using var watch = Watch();
        foreach (var folder in (string[])[_directory["etc"], Folder])
        {
            Directory.CreateDirectory(folder);
            await TouchedAsync();
        }

        await AssertFollowedAsync();
    }

    [Fact]
    public async Task A_folder_moved_into_place_with_the_file_in_it_is_read_and_followed()
    {
        using var watch = Watch();
        Directory.CreateDirectory(_directory["new/istio"]);
        System.IO.File.WriteAllText(_directory["new/istio/mesh"], "a");

        Directory.Move(_directory["new"], _directory["etc"]);

        await TouchedAsync();
        await AssertFollowedAsync();
    }

    [Fact]
    public async Task A_folder_that_goes_and_comes_back_is_followed_again()
    {
        Directory.CreateDirectory(Folder);
        using var watch = Watch();
        await AssertFollowedAsync();

        Directory.Move(Folder, _directory["gone"]);
        Directory.CreateDirectory(Folder);
        await AssertFollowedAsync();

        Directory.Delete(Folder, recursive: true);
        await TouchedAsync();
        Directory.CreateDirectory(Folder);
        await AssertFollowedAsync();
    }

    [Fact]
    public async Task Neighbours_do_not_matter()
    {
        Directory.CreateDirectory(Folder);
        using var watch = Watch();
        await AssertFollowedAsync();
        await SettleAsync();

        System.IO.File.WriteAllText(_directory["etc/istio/other"], "a");
        System.IO.File.WriteAllText(_directory["etc/other"], "a");

        Assert.Empty(await SettleAsync());
    }

    [Fact]
    public async Task Nothing_is_told_after_the_end()
    {
        var told = 0;
        new FileWatch(File, _ => Interlocked.Increment(ref told), Failed).Dispose();
        using var later = Watch();
        Directory.CreateDirectory(Folder);
        await TouchedAsync();
        await AssertFollowedAsync();

        Assert.Equal(0, told);
    }

    private static void Failed(Exception reason) => Assert.Fail(reason.Message);

    private FileWatch Watch() => new(File, path => _touched.Writer.TryWrite(path), Failed);

    private async Task AssertFollowedAsync()
    {
        // Whatever is still on its way from before says nothing about this change.
        await SettleAsync();
        System.IO.File.WriteAllText(File, $"{Guid.NewGuid()}");
        await TouchedAsync();
    }

    private async Task<List<string>> SettleAsync()
    {
        await Task.Delay(100, TestContext.Current.CancellationToken);
        var paths = new List<string>();
        while (_touched.Reader.TryRead(out var path))
        {
            paths.Add(path);
        }

        return paths;
    }

    private async Task TouchedAsync() =>
        Assert.Equal(File, await _touched.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
}
