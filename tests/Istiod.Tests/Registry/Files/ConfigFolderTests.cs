using System.Diagnostics;
using Istio.Core.Files;
using Istio.Model.Files;
using Istio.Testing;
using Istiod.Registry.Files;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Files;

public sealed class ConfigFolderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigFolder _folder;

    public ConfigFolderTests() => _folder = Folder();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void YAML_files_of_all_folders_are_read_and_nothing_else()
    {
        Directory.CreateDirectory(_directory["below/deeper"]);
        _directory.Write("b.yml", "b");
        _directory.Write("below/deeper/a.yaml", "a");
        _directory.Write("notes.txt", "n");

        Assert.Equal([("b.yml", "b"), ("below/deeper/a.yaml", "a")], Texts(_folder.ReadAll()));
    }

    [Theory]
    [InlineData(".a.yaml.swp")]
    [InlineData(".a.yaml")]
    [InlineData("a.yaml~")]
    [InlineData("#a.yaml#")]
    [InlineData(".#a.yaml")]
    [InlineData("4913")]
    [InlineData("a.yaml.saving")]
    public void Files_that_editors_keep_beside_are_not_configuration(string name)
    {
        _directory.Write(name, "x");

        Assert.Empty(_folder.ReadAll());
    }

    [Fact]
    public void A_second_reading_gives_only_what_is_different()
    {
        _directory.Write("a.yaml", "1");
        _directory.Write("b.yaml", "1");
        _folder.ReadAll();

        _directory.Write("b.yaml", "22");
        File.Delete(_directory["a.yaml"]);

        Assert.Equal([("a.yaml", null), ("b.yaml", "22")], Texts(_folder.ReadAll()));
        Assert.Empty(_folder.ReadAll());
    }

    [Fact]
    public void Where_what_was_told_is_lost_everything_is_told_again()
    {
        _directory.Write("a.yaml", "1");
        _directory.Write("b.yaml", "2");
        _folder.ReadAll();
        File.Delete(_directory["b.yaml"]);

        _folder.ForgetStamps();

        Assert.Equal([("a.yaml", "1"), ("b.yaml", null)], Texts(_folder.ReadAll()));
        Assert.Empty(_folder.ReadAll());
    }

    [Fact]
    public void A_file_replaced_by_renaming_is_read_again()
    {
        _directory.Write("a.yaml", "1");
        _folder.ReadAll();
        _directory.Write("a.yaml.saving", "2");
        File.Move(_directory["a.yaml.saving"], _directory["a.yaml"], overwrite: true);

        Assert.Equal([("a.yaml", "2")], Texts(_folder.Read([_directory["a.yaml.saving"], _directory["a.yaml"]])));
    }

    [Fact]
    public void A_folder_that_goes_takes_its_files_along()
    {
        Directory.CreateDirectory(_directory["below"]);
        _directory.Write("below/a.yaml", "1");
        _folder.ReadAll();
        Directory.Delete(_directory["below"], recursive: true);

        Assert.Equal([("below/a.yaml", null)], Texts(_folder.Read([_directory["below"]])));
    }

    [Fact]
    public void A_mounted_volume_that_exchanges_its_data_link_is_noticed()
    {
        Directory.CreateDirectory(_directory["..first"]);
        Directory.CreateDirectory(_directory["..second"]);
        _directory.Write("..first/a.yaml", "1");
        _directory.Write("..second/a.yaml", "2");
        Directory.CreateSymbolicLink(_directory["..data"], "..first");
        File.CreateSymbolicLink(_directory["a.yaml"], "..data/a.yaml");
        Assert.Equal([("a.yaml", "1")], Texts(_folder.ReadAll()));

        Directory.CreateSymbolicLink(_directory["..data_tmp"], "..second");
        File.Delete(_directory["..data"]);
        Directory.Move(_directory["..data_tmp"], _directory["..data"]);

        Assert.Equal([("a.yaml", "2")], Texts(_folder.Read([_directory.Path])));
    }

    [Fact]
    public void A_folder_that_vanished_as_a_whole_changes_nothing()
    {
        var root = Directory.CreateDirectory(_directory["root"]).FullName;
        var folder = Folder(root);
        File.WriteAllText(Path.Combine(root, "a.yaml"), "1");
        folder.ReadAll();
        Directory.Delete(root, recursive: true);

        Assert.Equal((root, null), Assert.Single(folder.ReadAll().Select(change => (change.File, change.Text))));
        Assert.Empty(folder.ReadAll());
        Assert.Empty(folder.Read([Path.Combine(root, "a.yaml")]));

        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "a.yaml"), "22");
        Assert.Equal([("root", null), ("root/a.yaml", "22")], Texts(folder.ReadAll()));
    }

    [Fact]
    public void An_empty_folder_on_another_volume_is_one_that_vanished()
    {
        if (!Directory.Exists("/dev/shm") || FileStamp.Of("/dev/shm")!.Value.Device == FileStamp.Of(_directory.Path)!.Value.Device)
        {
            Skip.Because("needs /dev/shm on a volume of its own");
        }

        var other = Directory.CreateDirectory($"/dev/shm/istiod-tests-{Guid.NewGuid():N}").FullName;
        Directory.CreateDirectory(_directory["volume"]);
        _directory.Write("volume/a.yaml", "1");
        Directory.CreateSymbolicLink(_directory["root"], "volume");
        var folder = Folder(_directory["root"]);
        folder.ReadAll();

        File.Delete(_directory["root"]);
        Directory.CreateSymbolicLink(_directory["root"], other);
        var change = Assert.Single(folder.ReadAll());

        Assert.StartsWith("is another volume than before", change.Problem, StringComparison.Ordinal);
        Directory.Delete(other);
    }

    [Fact]
    public async Task A_named_pipe_is_refused_and_the_other_files_are_read()
    {
        _directory.Write("a.yaml", "1");
        MakePipe("p.yaml");

        var changes = await Task.Run(_folder.ReadAll, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal([("a.yaml", "1"), ("p.yaml", null)], Texts(changes));
        Assert.StartsWith("is a named pipe", changes[1].Problem, StringComparison.Ordinal);
        Assert.Empty(_folder.Read([_directory["p.yaml"]]));

        File.Delete(_directory["p.yaml"]);
        Assert.Equal(new FileChange(_directory["p.yaml"], null), Assert.Single(_folder.ReadAll()));
    }

    [Fact]
    public void A_link_to_an_endless_device_is_refused()
    {
        _directory.Write("a.yaml", "1");
        _folder.ReadAll();
        File.Delete(_directory["a.yaml"]);
        File.CreateSymbolicLink(_directory["a.yaml"], "/dev/zero");

        Assert.StartsWith("is a device", Assert.Single(_folder.Read([_directory["a.yaml"]])).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_lead_back_are_refused_by_name_and_each_folder_is_read_once()
    {
        _directory.Write("a.yaml", "1");
        Directory.CreateSymbolicLink(_directory["one"], ".");
        Directory.CreateSymbolicLink(_directory["two"], ".");

        var changes = await Task.Run(_folder.ReadAll, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal([("a.yaml", "1"), ("one", null), ("two", null)], Texts(changes));
        Assert.All(changes.Skip(1), change => Assert.StartsWith("leads to a folder that is read already", change.Problem, StringComparison.Ordinal));
        Assert.Empty(_folder.ReadAll());
    }

    [Fact]
    public void A_folder_that_is_linked_beside_itself_is_read_under_its_own_name()
    {
        Directory.CreateDirectory(_directory["z"]);
        _directory.Write("z/a.yaml", "1");
        Directory.CreateSymbolicLink(_directory["a"], "z");

        Assert.Equal([("a", null), ("z/a.yaml", "1")], Texts(_folder.ReadAll()));
    }

    [Fact]
    public void Links_to_files_and_folders_outside_are_read_and_their_changes_are_found()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("policies", "1");
        Directory.CreateDirectory(outside["team"]);
        outside.Write("team/b.yaml", "1");
        File.CreateSymbolicLink(_directory["a.yaml"], outside["policies"]);
        Directory.CreateSymbolicLink(_directory["team"], outside["team"]);

        Assert.Equal([("a.yaml", "1"), ("team/b.yaml", "1")], Texts(_folder.ReadAll()));
        Assert.True(_folder.HasLinks);
        outside.Write("policies", "22");
        outside.Write("team/b.yaml", "22");

        Assert.Equal([("a.yaml", "22"), ("team/b.yaml", "22")], Texts(_folder.ReadAll()));
    }

    [Fact]
    public void What_a_link_led_to_before_it_led_nowhere_stays_in_force()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("policies", "1");
        Directory.CreateDirectory(outside["team"]);
        outside.Write("team/b.yaml", "1");
        File.CreateSymbolicLink(_directory["a.yaml"], outside["policies"]);
        Directory.CreateSymbolicLink(_directory["team"], outside["team"]);
        _folder.ReadAll();

        File.Delete(outside["policies"]);
        Directory.Delete(outside["team"], recursive: true);
        var changes = _folder.ReadAll();

        Assert.Equal([("a.yaml", null), ("team", null)], Texts(changes));
        Assert.All(changes, change => Assert.StartsWith("is a link that leads to nothing", change.Problem, StringComparison.Ordinal));
        Assert.Empty(_folder.ReadAll());

        File.Delete(_directory["a.yaml"]);
        File.Delete(_directory["team"]);
        Assert.Equal([new FileChange(_directory["a.yaml"], null), new FileChange(_directory["team"], null), new FileChange(_directory["team/b.yaml"], null)], _folder.ReadAll());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_until_they_are_written_anew()
    {
        _directory.Write("a.yaml", "1");
        _folder.ReadAll();
        File.WriteAllBytes(_directory["a.yaml"], [0x61, 0xE9, 0x0A]);

        Assert.StartsWith("is no UTF-8", Assert.Single(_folder.Read([_directory["a.yaml"]])).Problem, StringComparison.Ordinal);
        Assert.Empty(_folder.ReadAll());
        _directory.Write("a.yaml", "é");

        Assert.Equal([("a.yaml", "é")], Texts(_folder.Read([_directory["a.yaml"]])));
    }

    [Fact]
    public void Beyond_a_limit_nothing_new_is_read_and_nothing_is_taken_back()
    {
        var folder = Folder(limits: new() { FileLength = 10, TotalLength = 25, Files = 3, Depth = 2, Entries = 12 });
        _directory.Write("a.yaml", "1");
        folder.ReadAll();

        _directory.Write("a.yaml", new string('a', 11));
        Assert.StartsWith("is longer than 10 bytes", Assert.Single(folder.ReadAll()).Problem, StringComparison.Ordinal);

        Directory.CreateDirectory(_directory["x/y/z"]);
        _directory.Write("x/y/z/c.yaml", "1");
        Assert.Equal((_directory["x/y/z"], true), Assert.Single(folder.ReadAll().Select(change => (change.File, change.Problem!.Contains("more than 2 folders deep", StringComparison.Ordinal)))));

        _directory.Write("a.yaml", "1");
        _directory.Write("b.yaml", "1");
        _directory.Write("c.yaml", "1");
        _directory.Write("d.yaml", "1");
        Assert.Equal([(".", null), ("a.yaml", "1"), ("b.yaml", "1"), ("c.yaml", "1")], Texts(folder.ReadAll()));
        File.Delete(_directory["a.yaml"]);
        Assert.Equal([(".", null), ("a.yaml", null), ("d.yaml", "1")], Texts(folder.ReadAll()));

        _directory.Write("b.yaml", new string('b', 10));
        _directory.Write("c.yaml", new string('c', 10));
        _directory.Write("d.yaml", new string('d', 10));
        Assert.StartsWith("is not read: all files together", Assert.Single(folder.ReadAll(), change => change.Problem is not null).Problem, StringComparison.Ordinal);

        for (var i = 0; i < 12; i++)
        {
            _directory.Write($"{i}.txt", "");
        }

        Assert.StartsWith("holds more than 12 entries", Assert.Single(folder.ReadAll()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_write_within_a_tick_of_the_clock_is_found()
    {
        _directory.Write("a.yaml", "1");
        _folder.ReadAll();
        var times = File.GetLastWriteTimeUtc(_directory["a.yaml"]);
        _directory.Write("a.yaml", "2");
        File.SetLastWriteTimeUtc(_directory["a.yaml"], times);

        Assert.Equal([("a.yaml", "2")], Texts(_folder.ReadAll()));
    }

    private ConfigFolder Folder(string? root = null, ConfigLimits? limits = null) => new(root ?? _directory.Path, limits ?? ConfigLimits.Default, TimeProvider.System);

    private void MakePipe(string name)
    {
        using var made = Process.Start("mkfifo", _directory[name]);
        made.WaitForExit();
    }

    private IEnumerable<(string, string?)> Texts(IEnumerable<FileChange> changes) =>
        changes.Select(change => (Path.GetRelativePath(_directory.Path, change.File), change.Text));
}
