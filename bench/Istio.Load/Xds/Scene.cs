using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Istio.Load.Xds;

/// <summary>One istiod, its mesh and its clients, and what is measured with them.</summary>
internal sealed class Scene(MeasuredIstiod istiod, SampleMesh mesh, XdsOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<FakeZtunnel> _clients = [];
    private int _changes;

    public MeasuredIstiod Istiod => istiod;

    /// <summary>Connects all clients at once and waits until each has everything.</summary>
    /// <returns>CPU seconds of istiod, and megabytes received.</returns>
    public async Task<(double Cpu, double Megabytes)> ConnectAsync()
    {
        var before = istiod.CpuSeconds;
        for (var i = 0; i < options.Clients; i++)
        {
            _clients.Add(FakeZtunnel.Start(i, istiod.Port, mesh.Addresses));
        }

        await Task.WhenAll(_clients.Select(client => client.Full)).WaitAsync(Limit);
        var cpu = istiod.CpuSeconds - before;
        return (cpu, _clients.Sum(client => client.Bytes) / 1e6);
    }

    public async Task DisconnectAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
        await Task.Delay(Settle);
    }

    /// <summary>Changes one pod several times, each alone.</summary>
    /// <returns>CPU seconds for each change, and milliseconds from just before the save to each client.</returns>
    public async Task<(double Cpu, List<double> Latencies)> ChangeOneByOneAsync(int count)
    {
        await Task.Delay(Settle);
        var before = istiod.CpuSeconds;
        var latencies = new List<double>();
        for (var i = 0; i < count; i++)
        {
            latencies.AddRange(await ChangeAsync());
            await Task.Delay(Settle);
        }

        return ((istiod.CpuSeconds - before) / count, latencies);
    }

    /// <summary>Ten changes a second, each of another pod.</summary>
    /// <returns>CPU seconds in all, and milliseconds from each save to each client.</returns>
    public async Task<(double Cpu, List<double> Latencies)> ChurnAsync()
    {
        await Task.Delay(Settle);
        var before = istiod.CpuSeconds;
        var started = Stopwatch.GetTimestamp();
        var count = (int)(options.Churn / ChangeInterval);
        var marks = new List<Task<List<double>>>();
        for (var i = 0; i < count; i++)
        {
            // A client watches for one change at a time: the next one is marked when the one before has arrived everywhere.
            if (marks.Count == 0 || marks[^1].IsCompleted)
            {
                marks.Add(ChangeAsync());
            }
            else
            {
                Change(out _);
            }

            var next = (ChangeInterval * (i + 1)) - Stopwatch.GetElapsedTime(started);
            if (next > TimeSpan.Zero)
            {
                await Task.Delay(next);
            }
        }

        var latencies = (await Task.WhenAll(marks)).SelectMany(mark => mark).ToList();
        await Task.Delay(Settle);
        return (istiod.CpuSeconds - before, latencies);
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        await istiod.DisposeAsync();
    }

    private async Task<List<double>> ChangeAsync()
    {
        var marker = Encoding.ASCII.GetBytes(NextVersion());
        var arrivals = _clients.Select(client => client.Arrival(marker)).ToList();
        var saved = Stopwatch.GetTimestamp();
        mesh.ChangePod(_changes % options.Workloads, Encoding.ASCII.GetString(marker));
        var times = await Task.WhenAll(arrivals).WaitAsync(Limit);
        return [.. times.Select(time => Stopwatch.GetElapsedTime(saved, time).TotalMilliseconds)];
    }

    private void Change(out string version)
    {
        version = NextVersion();
        mesh.ChangePod(_changes % options.Workloads, version);
    }

    private string NextVersion() => string.Create(CultureInfo.InvariantCulture, $"changed-{++_changes:D6}");
}
