using Istioctl.Playground.Observation;
using Istioctl.Playground.Traffic;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>The running mesh with its applications and its two callers. Disposing stops everything.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string PageUrl = "http://productpage:9080/productpage";

    public required SceneLayout Layout { get; init; }

    public required WorkFolder Folder { get; init; }

    public required ISceneSource Source { get; init; }

    public required SceneConfig Config { get; init; }

    public required MeshConfigText MeshConfig { get; init; }

    /// <summary>The mesh's own certificate authority, plugged into istiod.</summary>
    public required MeshAuthority Authority { get; init; }

    /// <summary>The authority of another mesh, whose root claims add to the mesh configuration for a while.</summary>
    public required MeshAuthority Partner { get; init; }

    public required AccessLog AccessLog { get; init; }

    public required Istiod Istiod { get; init; }

    public required IReadOnlyList<Ztunnel> Ztunnels { get; init; }

    public required IReadOnlyList<MeshProgram> Applications { get; init; }

    public required ChildGuard Guard { get; init; }

    /// <summary>Calls as the visitor who comes through the gateway.</summary>
    public required Caller Gateway { get; init; }

    /// <summary>Calls as curl.</summary>
    public required Caller Curl { get; init; }

    /// <summary>What istiod sent to all ztunnels until the scene was ready.</summary>
    public double BytesAtStart { get; set; }

    /// <summary>A sentence for each program that ended by itself or loses lines of its log; none when all are well.</summary>
    public IReadOnlyList<string> Troubles => [.. Programs.Select(program => program.Trouble).Prepend(Source.Trouble).OfType<string>()];

    private IEnumerable<MeshProgram> Programs => [.. Applications, .. Ztunnels.Select(ztunnel => ztunnel.Program), Istiod.Program];

    /// <summary>The SPIFFE URI of the workload that owns the address of an <c>ip:port</c>; null when no workload does.</summary>
    public string? IdentityOf(string? endpoint)
    {
        var address = endpoint?.Split(':')[0];
        return Layout.Workloads.FirstOrDefault(workload => workload.Address.ToString() == address)?.Identity.ToString();
    }

    /// <summary>A keep-alive connection from a workload to a service.</summary>
    public static Task<HeldConnection> HoldAsync(SceneWorkload caller, string service, CancellationToken cancellation) =>
        HeldConnection.OpenAsync(caller.MeshEntry, service, SceneWorkload.ApplicationPort, cancellation);

    /// <summary>The same, while a policy that was just put back may still forbid it.</summary>
    public static async Task<HeldConnection> HoldWhenAllowedAsync(SceneWorkload caller, string service, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await HoldAsync(caller, service, cancellation);
            }
            catch (IOException) when (attempt < 100)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }

    /// <summary>Asks again and again until the answer is yes; false when it never was.</summary>
    public static async Task<bool> EventuallyAsync(Func<Task<bool>> isTrue, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout);
        while (!await isTrue())
        {
            if (deadline.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(50, cancellation);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        Curl.Dispose();
        await Task.WhenAll(Programs.Select(program => program.StopAsync()));
        foreach (var program in Programs)
        {
            await program.DisposeAsync();
        }

        await Source.DisposeAsync();
        Guard.Dispose();
    }
}
