using Istioctl.Playground.Scenery;
using Istioctl.Programs;

namespace Istioctl.Tests.Playground.Scenery;

public sealed class MeshProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildGuard _guard = new();

    [Fact]
    public async Task A_program_that_ends_by_itself_is_in_trouble()
    {
        await using var program = Program("exit 7");
        Assert.Null(program.Trouble);
        program.Start();
        await program.Child.Ended;

        Assert.Equal($"part ended by itself with exit code 7. Its log is {_folder.File("part.log")}.", program.Trouble);
    }

    [Fact]
    public async Task A_program_that_was_ended_is_not()
    {
        await using var program = Program("while :; do sleep 1; done");
        program.Start();
        await program.KillAsync();
        Assert.Null(program.Trouble);
        program.Start();
        Assert.Null(program.Trouble);
        await program.StopAsync();
        Assert.Null(program.Trouble);
    }

    public void Dispose()
    {
        _guard.Dispose();
        _folder.Dispose();
    }

    private MeshProgram Program(string script) => new(
        new Launch("part", new ProgramFile("/bin/sh"), ["-c", script], new Dictionary<string, string>(), _folder.Path, _folder.File("part.log")), null, _guard);
}
