using System.Diagnostics;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Load.Load;
using Istio.Load.Pairs;
using Istio.Load.Processes;
using Istio.Reactor;

namespace Istio.Load.Hbone;

/// <summary>What ztunnels hold under floods and steady load, each on a fresh pair: what one leaves behind would hide what the next one costs.</summary>
internal sealed class MemoryBench(ReactorLoop loop, HboneOptions options, IpPort application, string folder)
{
    /// <summary>Ends the names of floods that say nothing.</summary>
    public const string Silent = "silent";

    private const int PerSecond = 200;
    private const byte TlsHandshakeRecord = 22;
    private const byte SocksVersion = 5;

    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    /// <summary>How long a proxy may take to give memory back; its handshakes time out after 10 s.</summary>
    private static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(20);

    public async Task RunAsync(Results results)
    {
        results.Floods.Add(await FloodAsync($"HBONE, {Silent}", ServerSide, []));
        results.Floods.Add(await FloodAsync("HBONE, one byte", ServerSide, [TlsHandshakeRecord]));
        results.Floods.Add(await FloodAsync($"SOCKS5, {Silent}", ClientSide, []));
        results.Floods.Add(await FloodAsync("SOCKS5, one byte", ClientSide, [SocksVersion]));
        results.Steady = await MeasureSteadyAsync();
    }

    private static (ChildProcess Process, IpPort Address) ServerSide(ProxyPair pair) => (pair.Processes[1], new IpPort(SceneAddresses.Callee, Ports.Hbone));

    private static (ChildProcess Process, IpPort Address) ClientSide(ProxyPair pair) => (pair.Processes[0], pair.Entry.Address);

    private async Task<FloodSample> FloodAsync(string name, Func<ProxyPair, (ChildProcess Process, IpPort Address)> side, byte[] said)
    {
        await using var pair = await PairFactory.StartAsync("ztunnel", application, folder);
        var (process, address) = side(pair);
        await WarmUpAsync(pair);
        await Task.Delay(SettleTime);
        var before = process.ResidentBytes;
        using var connections = new UnfinishedConnections();
        await loop.RunAsync(() => connections.OpenAsync(loop, address, said, options.FloodCount));
        var during = process.ResidentBytes;
        await loop.RunAsync(() =>
        {
            connections.Dispose();
            return Task.CompletedTask;
        });
        var after = await LowestAsync(process, (long)(before * MemoryMarks.Return));
        return new FloodSample(name, before, (double)(during - before) / options.FloodCount, after, options.FloodCount);
    }

    /// <summary>What a proxy that has served somebody holds is its state at rest: certificates and code are there.</summary>
    private Task<int> WarmUpAsync(ProxyPair pair) => loop.RunAsync(() => new SteadyLoad(loop, pair.Entry, PerSecond).RunAsync(SettleTime));

    /// <summary>Waits until little enough is resident, and returns what is.</summary>
    private static async Task<long> LowestAsync(ChildProcess process, long enough)
    {
        var start = Stopwatch.GetTimestamp();
        while (process.ResidentBytes > enough && Stopwatch.GetElapsedTime(start) < ReturnTime)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        await Task.Delay(SettleTime);
        return process.ResidentBytes;
    }

    private async Task<SteadySample> MeasureSteadyAsync()
    {
        await using var pair = await PairFactory.StartAsync("ztunnel", application, folder);
        var start = Stopwatch.GetTimestamp();
        var answered = await loop.RunAsync(() => new SteadyLoad(loop, pair.Entry, PerSecond).RunAsync(options.SteadyTime));
        return new SteadySample(answered, Stopwatch.GetElapsedTime(start).TotalSeconds, pair.Processes[0].PeakResidentBytes, pair.Processes[1].PeakResidentBytes);
    }
}
