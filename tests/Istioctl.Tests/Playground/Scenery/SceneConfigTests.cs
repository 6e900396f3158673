using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Scenery;

public sealed class SceneConfigTests : IDisposable
{
    private const string Text = "kind: A\nmetadata:\n  name: one\nspec: x\n---\nkind: A\nmetadata:\n  name: two\nspec: x\n";

    private readonly TemporaryFolder _folder = new();
    private readonly SceneConfig _config;

    public SceneConfigTests()
    {
        File.WriteAllText(_folder.File("a.yaml"), Text);
        _config = new SceneConfig(new ConfigFolder(_folder.Path));
    }

    [Fact]
    public async Task An_edit_changes_one_document_and_is_undone()
    {
        await using (await EditAsync("two", text => text.Replace("spec: x", "spec: y", StringComparison.Ordinal)))
        {
            Assert.Equal("kind: A\nmetadata:\n  name: one\nspec: x\n---\nkind: A\nmetadata:\n  name: two\nspec: y\n", _config.Read("a.yaml"));
        }

        Assert.Equal(Text, _config.Read("a.yaml"));
    }

    [Fact]
    public async Task An_edit_is_undone_once()
    {
        await using var edit = await EditAsync("two", text => text.Replace("spec: x", "spec: y", StringComparison.Ordinal));
        await edit.DisposeAsync();
        File.WriteAllText(_folder.File("a.yaml"), "later");
        await edit.DisposeAsync();
        Assert.Equal("later", _config.Read("a.yaml"));
    }

    [Fact]
    public async Task Nothing_but_the_file_is_left_behind()
    {
        await (await EditAsync("one", text => text.Replace("spec: x", "spec: y", StringComparison.Ordinal))).DisposeAsync();
        Assert.Equal([_folder.File("a.yaml")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task An_edit_that_finds_nothing_to_change_is_an_error()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => EditAsync("three", text => text));
        await Assert.ThrowsAsync<InvalidDataException>(() => EditAsync("one", text => text));
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConfigEdit> EditAsync(string name, Func<string, string> change) => _config.EditAsync("a.yaml", name, change, TestContext.Current.CancellationToken);
}
