using System.Diagnostics;
using System.Net;
using Istio.Core.Names;
using Istioctl.Playground.Faults;
using Istioctl.Playground.Observation;
using Istioctl.Playground.Preflight;
using Istioctl.Playground.Traffic;
using Istioctl.Playground.View;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>Brings the scene up in the order in which its parts need each other: istiod, the ztunnels, the applications, the first page.</summary>
internal sealed class SceneStarter(PlaygroundOptions options, WorkFolder folder, IStageReport report, Fault fault, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <param name="files">What istiod shall serve.</param>
    /// <exception cref="CannotStart">Something is missing, taken, or does not become ready.</exception>
    public async Task<Scene> StartAsync(SampleFiles files, CancellationToken cancellation)
    {
        var layout = SceneReader.Read(files);
        var istiod = new IstiodAddresses(options.Network);
        AddressCheck.Require(AddressesOf(layout, istiod), options.Network);

        var authority = new MeshAuthority("cluster.local", time);
        var launches = new Launches(new ProgramLocator(options.Programs, AppContext.BaseDirectory), folder, files, istiod, new NodeTokens(time), fault);
        var partner = new MeshAuthority("partner", time);
        authority.WriteTo(Path.Combine(folder.Istiod, "etc", "cacerts"), fault.TrustsPartnerAsOwn ? partner.RootPem : "");

        var scene = Assemble(layout, files, istiod, authority, partner, launches);
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

    /// <summary>All addresses of listeners.</summary>
    private static IEnumerable<IPEndPoint> AddressesOf(SceneLayout layout, IstiodAddresses istiod)
    {
        foreach (var address in istiod.All)
        {
            yield return address;
        }

        foreach (var node in layout.Nodes)
        {
            yield return Ztunnel.Stats(node);
            yield return Ztunnel.Readiness(node);
        }

        foreach (var workload in layout.Workloads)
        {
            yield return new IPEndPoint(workload.Address, Ports.Hbone);
            yield return workload.MeshEntry;
            if (workload.HasProgram)
            {
                yield return workload.Application;
            }
        }
    }

    private Scene Assemble(SceneLayout layout, SampleFiles files, IstiodAddresses istiod, MeshAuthority authority, MeshAuthority partner, Launches launches)
    {
        var guard = new ChildGuard();
        var log = new AccessLog();
        return new Scene
        {
            Layout = layout,
            Folder = folder,
            Config = new ConfigFolder(files.Config),
            MeshConfig = new MeshConfigFile(files.MeshConfig),
            Authority = authority,
            Partner = partner,
            AccessLog = log,
            Guard = guard,
            Istiod = new Istiod(istiod, new MeshProgram(launches.Istiod(), istiod.Readiness, guard)),
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

        await StageAsync("istiod", () => scene.Istiod.StartAsync(Timeout, cancellation));
        foreach (var ztunnel in scene.Ztunnels)
        {
            ztunnel.Program.Start();
        }

        foreach (var ztunnel in scene.Ztunnels)
        {
            await StageAsync(ztunnel.Program.Name, () => ztunnel.Program.WaitUntilReadyAsync(Timeout, cancellation));
        }

        foreach (var application in scene.Applications)
        {
            await StageAsync(application.Name, () => application.WaitUntilReadyAsync(Timeout, cancellation));
        }

        await StageAsync("the first page through the mesh", () => FirstPageAsync(scene, cancellation));

        foreach (var ztunnel in scene.Ztunnels)
        {
            scene.BytesAtStart += await ztunnel.ReceivedBytesAsync(cancellation);
        }
    }

    private async Task StageAsync(string stage, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        report.Begun(stage);
        await work();
        report.Done(stage, Stopwatch.GetElapsedTime(start));
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
