using Istio.Model.Files;
using Istiod.Registry;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry;

public sealed class ConfigFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigFolder _folder;

    public ConfigFolderTests() => _folder = new(_directory.Path);

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
        var folder = new ConfigFolder(root);
        File.WriteAllText(Path.Combine(root, "a.yaml"), "1");
        folder.ReadAll();
        Directory.Delete(root, recursive: true);

        Assert.Empty(folder.ReadAll());
    }

    private IEnumerable<(string, string?)> Texts(IEnumerable<FileChange> changes) =>
        changes.Select(change => (Path.GetRelativePath(_directory.Path, change.File), change.Text));
}
