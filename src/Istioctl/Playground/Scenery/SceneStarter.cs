using Istioctl.Playground.Faults;
using Istioctl.Playground.Observation;
using Istioctl.Playground.Preflight;
using Istioctl.Playground.Traffic;
using Istioctl.Playground.View;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>
/// Brings the scene up in the order in which its parts need each other: istiod and what it reads, the ztunnels, the applications, the first page.
/// </summary>
internal sealed class SceneStarter(PlaygroundOptions options, WorkFolder folder, IStageReport report, Fault fault, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Stages _stages = new(report);

    /// <param name="files">What istiod shall serve.</param>
    /// <exception cref="CannotStart">Something is missing, taken, or does not become ready.</exception>
    public async Task<Scene> StartAsync(SampleFiles files, CancellationToken cancellation)
    {
        var layout = SceneReader.Read(files);
        var istiod = new IstiodAddresses(options.Network);
        AddressCheck.Require(SceneAddresses.All(layout, istiod), options.Network);

        var programs = new ProgramLocator(options.Programs, AppContext.BaseDirectory);
        var launches = new Launches(programs, folder, istiod, fault);
        var guard = new ChildGuard();
        ISceneSource? source = null;
        Scene scene;
        try
        {
            source = await new SceneSources(options, folder, programs, guard, _stages, time).OpenAsync(files, cancellation);
            scene = Assemble(layout, istiod, source, launches, guard);
        }
        catch
        {
            await (source?.DisposeAsync() ?? ValueTask.CompletedTask);
            guard.Dispose();
            throw;
        }

        try
        {
            await RunAsync(scene, cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    private Scene Assemble(SceneLayout layout, IstiodAddresses istiod, ISceneSource source, Launches launches, ChildGuard guard)
    {
        var log = new AccessLog();
        return new Scene
        {
            Layout = layout,
            Folder = folder,
            Source = source,
            Config = new SceneConfig(source.Objects),
            MeshConfig = new MeshConfigText(source.MeshConfig),
            Authority = new MeshAuthority("cluster.local", time),
            Partner = new MeshAuthority("partner", time),
            AccessLog = log,
            Guard = guard,
            Istiod = new Istiod(istiod, new MeshProgram(launches.Istiod(source), istiod.Readiness, guard)),
            Ztunnels = [.. layout.Nodes.Select(node => new Ztunnel(node, new MeshProgram(launches.Ztunnel(node), Ready(node), guard, log.Offer)))],
            Applications = [.. layout.Workloads.Where(pod => pod.HasProgram).Select(pod => new MeshProgram(launches.Application(pod), Health(pod), guard))],
            Gateway = new Caller(layout.Gateway.Name, layout.Gateway.MeshEntry),
            Curl = new Caller(layout.Curl.Name, layout.Curl.MeshEntry),
        };
    }

    private async Task RunAsync(Scene scene, CancellationToken cancellation)
    {
        // The applications need nothing to start and are the slowest: they come up while istiod does.
        foreach (var application in scene.Applications)
        {
            application.Start();
        }

        await WriteSecretsAsync(scene, cancellation);
        await _stages.RunAsync("istiod", () => scene.Istiod.StartAsync(Timeout, cancellation));
        foreach (var ztunnel in scene.Ztunnels)
        {
            ztunnel.Program.Start();
        }

        foreach (var program in scene.Ztunnels.Select(ztunnel => ztunnel.Program).Concat(scene.Applications))
        {
            await _stages.RunAsync(program.Name, () => program.WaitUntilReadyAsync(Timeout, cancellation));
        }

        await _stages.RunAsync("the first page through the mesh", () => FirstPageAsync(scene, cancellation));
        foreach (var ztunnel in scene.Ztunnels)
        {
            scene.BytesAtStart += await ztunnel.ReceivedBytesAsync(cancellation);
        }
    }

    /// <summary>What istiod and the ztunnels find in files: the authority's key, and for each ztunnel its token.</summary>
    private async Task WriteSecretsAsync(Scene scene, CancellationToken cancellation)
    {
        scene.Authority.WriteTo(folder.Authority, fault.TrustsPartnerAsOwn ? scene.Partner.RootPem : "");
        foreach (var node in scene.Layout.Nodes)
        {
            SecretFile.Write(folder.Token(node.Agent.Name), await scene.Source.IssueTokenAsync(node.Agent, cancellation));
        }
    }

    private static async Task FirstPageAsync(Scene scene, CancellationToken cancellation)
    {
        var last = default(CallOutcome);
        var served = await Scene.EventuallyAsync(
            async () => (last = await scene.Gateway.GetAsync(Scene.PageUrl, cancellation)).Succeeded, TimeSpan.FromSeconds(20), cancellation);
        if (!served)
        {
            throw new CannotStart($"The mesh is up, but its page cannot be fetched: {last}.", $"The logs are in {scene.Folder.Logs}.");
        }
    }

    private static Uri Ready(SceneNode node) => new($"http://{Ztunnel.Readiness(node)}/healthz/ready");

    private static Uri Health(SceneWorkload workload) => new($"http://{workload.Application}/health");
}
