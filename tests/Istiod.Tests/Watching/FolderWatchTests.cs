using System.Threading.Channels;
using Istiod.Tests.Authority;
using Istiod.Watching;

namespace Istiod.Tests.Watching;

public sealed class FolderWatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<(string Name, bool IsWhole)> _changes = Channel.CreateUnbounded<(string, bool)>();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Only_a_file_renamed_from_a_name_that_nobody_reads_is_known_to_be_whole()
    {
        using var watch = Watch();
        _directory.Write(".a", "1");
        File.Move(_directory[".a"], _directory["a.yaml"]);
        Assert.Equal(("a.yaml", true), await NextAsync());

        _directory.Write(".a", "2");
        File.Move(_directory[".a"], _directory["a.yaml"], overwrite: true);
        Assert.Equal(("a.yaml", true), await NextAsync());

        _directory.Write("a.yaml", "3");
        Assert.Equal(("a.yaml", false), await NextAsync());
    }

    [Fact]
    public async Task A_file_moved_away_may_be_about_to_be_written_anew()
    {
        _directory.Write("a.yaml", "1");
        using var watch = Watch();

        File.Move(_directory["a.yaml"], _directory["a.yaml~"]);

        Assert.Equal(("a.yaml", false), await NextAsync());
    }

    [Fact]
    public async Task Of_two_names_that_are_read_neither_is_read_before_the_other()
    {
        _directory.Write("a.yaml", "1");
        using var watch = Watch();

        File.Move(_directory["a.yaml"], _directory["b.yaml"]);

        Assert.Equal([("a.yaml", false), ("b.yaml", false)], [await NextAsync(), await NextAsync()]);
    }

    [Fact]
    public async Task A_file_that_takes_the_place_of_one_that_is_there_is_whole_wherever_it_comes_from()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("a", "2");
        outside.Write("b", "2");
        _directory.Write("a.yaml", "1");
        using var watch = Watch(path => path == _directory["a.yaml"]);

        File.Move(outside["a"], _directory["a.yaml"], overwrite: true);
        Assert.Equal(("a.yaml", true), await NextAsync());

        File.Move(outside["b"], _directory["b.yaml"]);
        Assert.Equal(("b.yaml", false), await NextAsync());
    }

    private FolderWatch Watch(Func<string, bool>? isThere = null) => new(
        _directory.Path,
        recursive: false,
        static path => path.EndsWith(".yaml", StringComparison.Ordinal) ? path : null,
        (path, isWhole) => _changes.Writer.TryWrite((Path.GetFileName(path), isWhole)),
        static failed => Assert.Fail(failed.Message),
        isThere);

    private async Task<(string Name, bool IsWhole)> NextAsync() =>
        await _changes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
