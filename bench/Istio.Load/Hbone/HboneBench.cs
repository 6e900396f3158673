using Istio.Core.Net;
using Istio.Load.Load;
using Istio.Load.Pairs;
using Istio.Load.Processes;
using Istio.Reactor;

namespace Istio.Load.Hbone;

/// <summary><c>bench hbone</c>: every workload on every pair, interleaved, round after round.</summary>
internal sealed class HboneBench(HboneOptions options, string folder)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    private readonly ReactorLoop _loop = ReactorLoop.Start("load");
    private readonly Results _results = new();

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = HboneOptions.Parse(arguments);
        var folder = Directory.CreateTempSubdirectory("istio-load-").FullName;
        try
        {
            MeshCertificates.Write(folder);
            return await new HboneBench(options, folder).RunAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> RunAsync()
    {
        await using var application = await ChildProcess.StartSelfAsync("app", SceneAddresses.Callee.ToString());
        var names = options.Pairs.Where(PairFactory.IsAvailable).ToArray();
        if (options.MeasuresMemory)
        {
            foreach (var name in names.Where(name => name != PairFactory.Direct))
            {
                _results.Memory[name] = await MeasureMemoryAsync(name, application.Address);
            }
        }

        if (options.MeasuresReturn && names.Contains("ztunnel"))
        {
            await new MemoryBench(_loop, options, application.Address, folder).RunAsync(_results);
        }

        await MeasureWorkloadsAsync(options.Workloads.Length == 0 ? [] : names, application.Address);
        TableReport.Write(Console.Out, names, options.Workloads, _results);
        if (options.JsonFile is { } file)
        {
            JsonReport.Write(file, names, options.Workloads, _results);
        }

        _loop.Dispose();
        var missed = MemoryMarks.Missed(_results).ToList();
        missed.ForEach(Console.Error.WriteLine);
        return missed.Count == 0 ? 0 : 1;
    }

    private async Task MeasureWorkloadsAsync(string[] names, IpPort application)
    {
        var pairs = new List<ProxyPair>();
        try
        {
            foreach (var name in names)
            {
                pairs.Add(await PairFactory.StartAsync(name, application, folder));
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var workload in options.Workloads)
                {
                    foreach (var pair in pairs)
                    {
                        _results.Add(workload, pair.Name, await MeasureAsync(pair, workload));
                    }
                }
            }
        }
        finally
        {
            foreach (var pair in pairs)
            {
                await pair.DisposeAsync();
            }
        }
    }

    private async Task<Sample> MeasureAsync(ProxyPair pair, Workload workload)
    {
        var before = 0.0;
        var run = new LoadRun(_loop, pair.Entry, workload, options.Duration, options.BulkBytes);
        var result = await _loop.RunAsync(() => run.RunAsync(() => before = pair.CpuSeconds));
        var cpu = pair.CpuSeconds - before;
        return new Sample(result.Units / result.Seconds, cpu / result.Units, result.Percentile(0.5), result.Percentile(0.99));
    }

    /// <summary>On a fresh pair: what bulk transfers leave behind would hide what a connection costs.</summary>
    private async Task<MemorySample> MeasureMemoryAsync(string name, IpPort application)
    {
        await using var pair = await PairFactory.StartAsync(name, application, folder);
        await Task.Delay(SettleTime);
        var idle = pair.Resident;
        using var connections = new IdleConnections();
        // A plain relay holds two descriptors per connection in each process, which the machine's limit of 20,000 has no room for.
        var count = name == "plain" ? Math.Min(options.IdleCount, 9000) : options.IdleCount;
        await _loop.RunAsync(() => connections.OpenAsync(_loop, pair.Entry, count));
        await Task.Delay(SettleTime);
        var busy = pair.Resident;
        await _loop.RunAsync(() =>
        {
            connections.Dispose();
            return Task.CompletedTask;
        });
        return new MemorySample(idle.Client, idle.Server, (double)(busy.Client - idle.Client) / count, (double)(busy.Server - idle.Server) / count, count);
    }
}
