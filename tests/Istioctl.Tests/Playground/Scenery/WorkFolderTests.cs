using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Scenery;

public sealed class WorkFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_temporary_folder_is_removed_and_a_named_one_stays()
    {
        var temporary = WorkFolder.Create(null);
        Assert.True(Directory.Exists(temporary.Logs));
        temporary.Remove();
        Assert.False(Directory.Exists(temporary.Root));

        var named = WorkFolder.Create(_folder.File("work"));
        named.Remove();
        Assert.True(Directory.Exists(named.Logs));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_clear_sentence()
    {
        File.WriteAllText(_folder.File("file"), "");
        var refusal = Assert.Throws<CannotStart>(() => WorkFolder.Create(_folder.File("file")));
        Assert.StartsWith($"The folder {_folder.File("file")} cannot be written: ", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("Name another one with --dir DIR.", refusal.Remedy);
    }

    public void Dispose() => _folder.Dispose();
}
