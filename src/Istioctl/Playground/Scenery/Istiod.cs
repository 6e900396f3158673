using Istioctl.Playground.Observation;

namespace Istioctl.Playground.Scenery;

/// <summary>The control plane.</summary>
internal sealed class Istiod(IstiodAddresses addresses, MeshProgram program)
{
    public IstiodAddresses Addresses => addresses;

    public MeshProgram Program => program;

    public async Task StartAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        program.Start();
        await program.WaitUntilReadyAsync(timeout, cancellation);
    }

    /// <summary>How many proxies hold an xDS stream; 0 while istiod does not answer.</summary>
    public async Task<int> ConnectedProxiesAsync(CancellationToken cancellation) =>
        await WebPage.TryReadAsync(addresses.Page("/metrics"), cancellation) is { } page ? (int)MetricsPage.Parse(page).Sum("pilot_xds") : 0;

    /// <summary>What istiod has to say against the configuration; null while it does not answer.</summary>
    public async Task<IReadOnlyList<StatusFinding>?> ReadFindingsAsync(CancellationToken cancellation) =>
        await WebPage.TryReadAsync(addresses.Page(FindingsPage.Path), cancellation) is { } page ? FindingsPage.Parse(page) : null;

    /// <summary>The first finding that matches, waiting for it if need be; null when there was none in time.</summary>
    public async Task<StatusFinding?> FindAsync(Func<StatusFinding, bool> matches, TimeSpan timeout, CancellationToken cancellation)
    {
        StatusFinding? found = null;
        await Scene.EventuallyAsync(async () => (found = (await ReadFindingsAsync(cancellation))?.FirstOrDefault(matches)) is not null, timeout, cancellation);
        return found;
    }
}
