using Istioctl.Programs;

namespace Istioctl.Tests.Programs;

public sealed class ProgramLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_program_beside_this_one_is_found()
    {
        File.WriteAllText(_folder.File("ztunnel"), "");
        var found = new ProgramLocator([], _folder.Path).Find("ztunnel", "src/Ztunnel");
        Assert.Equal(_folder.File("ztunnel"), found.Path);
        Assert.False(found.IsAssembly);
    }

    [Fact]
    public void A_folder_the_user_names_goes_first()
    {
        var native = _folder.Directory("native");
        File.WriteAllText(Path.Combine(native, "ztunnel"), "");
        File.WriteAllText(_folder.File("ztunnel"), "");
        File.WriteAllText(_folder.File("bookinfo"), "");
        var locator = new ProgramLocator([native], _folder.Path);
        Assert.Equal(Path.Combine(native, "ztunnel"), locator.Find("ztunnel", "src/Ztunnel").Path);
        Assert.Equal(_folder.File("bookinfo"), locator.Find("bookinfo", "samples/bookinfo/apps").Path);
    }

    [Fact]
    public void A_relative_folder_is_found_from_wherever_the_program_is_started()
    {
        File.WriteAllText(_folder.File("ztunnel"), "");
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.Path);
        Assert.Equal(_folder.File("ztunnel"), new ProgramLocator([relative], "/nowhere").Find("ztunnel", "src/Ztunnel").Path);
    }

    [Fact]
    public void In_the_repository_the_build_output_of_the_same_configuration_is_taken()
    {
        var own = _folder.Directory("src/Istioctl/bin/Debug/net10.0");
        File.WriteAllText(_folder.File("Istio.slnx"), "");
        var output = _folder.Directory("src/Ztunnel/bin/Debug/net10.0");
        File.WriteAllText(Path.Combine(output, "ztunnel"), "");
        File.WriteAllText(Path.Combine(output, "ztunnel.dll"), "");
        File.WriteAllText(Path.Combine(output, "ztunnel.runtimeconfig.json"), "");
        var found = new ProgramLocator([], own + "/").Find("ztunnel", "src/Ztunnel");
        Assert.Equal(Path.Combine(output, "ztunnel.dll"), found.Path);
        Assert.True(found.IsAssembly);
    }

    [Fact]
    public void A_missing_program_is_named_with_the_places_and_the_way_out()
    {
        var refusal = Assert.Throws<CannotStart>(() => new ProgramLocator([_folder.Path], "/nowhere").Find("ztunnel", "src/Ztunnel"));
        Assert.Equal($"The program 'ztunnel' was not found in {_folder.Path} or /nowhere.", refusal.Reason);
        Assert.Contains("--programs DIR", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_program_is_looked_for_in_the_other_folder_last()
    {
        var other = _folder.Directory("tools");
        var locator = new ProgramLocator([_folder.Directory("native")], _folder.Path);
        Assert.Null(locator.FindForeign("kube", null));
        Assert.Null(locator.FindForeign("kube", other));
        File.WriteAllText(Path.Combine(other, "kube"), "");
        Assert.Null(locator.FindForeign("kube", null));
        Assert.Equal(Path.Combine(other, "kube"), locator.FindForeign("kube", other)?.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "native", "kube"), "");
        Assert.Equal(Path.Combine(_folder.Path, "native", "kube"), locator.FindForeign("kube", other)?.Path);
    }

    public void Dispose() => _folder.Dispose();
}
