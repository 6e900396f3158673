using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Scenery;

public sealed class ConfigFolderTests : IDisposable
{
    private const string Text = "kind: A\nmetadata:\n  name: one\nspec: x\n---\nkind: A\nmetadata:\n  name: two\nspec: x\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ConfigFolder _config;

    public ConfigFolderTests()
    {
        _config = new ConfigFolder(_folder.Path);
        _config.Save("a.yaml", Text);
    }

    [Fact]
    public void An_edit_changes_one_document_and_is_undone()
    {
        using (_config.Edit("a.yaml", "two", text => text.Replace("spec: x", "spec: y", StringComparison.Ordinal)))
        {
            Assert.Equal("kind: A\nmetadata:\n  name: one\nspec: x\n---\nkind: A\nmetadata:\n  name: two\nspec: y\n", _config.Read("a.yaml"));
        }

        Assert.Equal(Text, _config.Read("a.yaml"));
    }

    [Fact]
    public void Nothing_but_the_file_is_left_behind()
    {
        _config.Edit("a.yaml", "one", text => text.Replace("spec: x", "spec: y", StringComparison.Ordinal)).Dispose();
        Assert.Equal([_folder.File("a.yaml")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void An_edit_that_finds_nothing_to_change_is_an_error()
    {
        Assert.Throws<InvalidDataException>(() => _config.Edit("a.yaml", "three", text => text));
        Assert.Throws<InvalidDataException>(() => _config.Edit("a.yaml", "one", text => text));
    }

    public void Dispose() => _folder.Dispose();
}
