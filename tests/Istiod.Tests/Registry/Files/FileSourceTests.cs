using Istio.Core.Settings;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Registry.Files;
using Istiod.Registry.Mesh;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Files;

public sealed class FileSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_tells_everything_first_and_then_what_changed()
    {
        _directory.Write("a.yaml", SampleObjects.Policy("a"));
        _directory.Write("b.yaml", SampleObjects.Policy("b").Replace("rules:", "rulez:", StringComparison.Ordinal));
        using var source = new FileSource(SampleRegistry.Of(_directory.Path), KindCatalog.Mesh, TimeProvider.System);

        var first = source.Take();
        Assert.Equal("a", Assert.Single(first.Objects).Key.Name);
        Assert.Equal("b", Assert.Single(first.Findings.Appeared).Resource!.Value.Name);
        Assert.EndsWith("a.yaml", Assert.Single(first.Written).Value.Location!.File, StringComparison.Ordinal);
        AssertEmpty(source.Take());

        var changed = ChangeOf(source);
        _directory.Write("b.yaml", SampleObjects.Policy("b"));
        await changed;
        var second = await TakeAsync(source);
        Assert.Equal("b", Assert.Single(second.Objects).Key.Name);
        Assert.Equal(first.Findings.Appeared, second.Findings.Gone);

        // A snapshot that was taken stays as it was.
        Assert.Equal((1, 2), (first.Written.Count, second.Written.Count));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_setting_that_cannot_be_used()
    {
        var refused = Assert.Throws<SettingsException>(() => new FileSource(SampleRegistry.Of(_directory["none"]), KindCatalog.Mesh, TimeProvider.System));

        Assert.Equal($"--configDir: folder {_directory["none"]} does not exist", refused.Message);
    }

    [Fact]
    public async Task The_mesh_configuration_is_an_object_of_its_file()
    {
        var path = _directory["mesh"];
        using var source = new MeshConfigSource(SampleRegistry.Of(_directory.Path, path), maps: null, TimeProvider.System);
        var defaults = Assert.Single(source.Take().Objects);
        Assert.Equal((MeshConfig.Default.Key, MeshConfig.Default), (defaults.Key, defaults.Object));
        AssertEmpty(source.Take());

        var changed = ChangeOf(source);
        _directory.Write("mesh", "rootNamespace: roots\nunknown: 1\n");
        await changed;
        var written = await TakeAsync(source);
        Assert.Equal("roots", Assert.IsType<MeshConfig>(Assert.Single(written.Objects).Object).RootNamespace);
        var finding = Assert.Single(written.Findings.Appeared);
        Assert.Equal((FindingCode.UnknownField, "unknown"), (finding.Code, finding.FieldPath));

        var removed = ChangeOf(source);
        File.Delete(path);
        await removed;
        var gone = await TakeAsync(source);
        Assert.Equal(MeshConfig.Default, Assert.Single(gone.Objects).Object);
        Assert.Equal([finding], gone.Findings.Gone);
    }

    private static void AssertEmpty(SourceChanges changes) =>
        Assert.Equal((0, 0, 0), (changes.Objects.Count, changes.Findings.Appeared.Count, changes.Findings.Gone.Count));

    private static Task ChangeOf(IObjectSource source)
    {
        var changed = new TaskCompletionSource();
        source.Changed += () => changed.TrySetResult();
        return changed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>A file that is being written is told more than once: empty at first.</summary>
    private static async Task<SourceChanges> TakeAsync(IObjectSource source)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var taken = source.Take();
        while (taken.Objects.IsEmpty)
        {
            await Task.Delay(5, limit.Token);
            taken = source.Take();
        }

        return taken;
    }
}
