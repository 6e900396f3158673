using System.Diagnostics;
using System.Net.Sockets;
using Istio.Core.Net;

namespace Istio.Load.Processes;

/// <summary>A process of the scene: started, waited for until it listens, measured, and ended with the run.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private ChildProcess(Process process, IpPort address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IpPort Address { get; }

    public double CpuSeconds => ProcessUsage.CpuSeconds(_process.Id);

    public long ResidentBytes => ProcessUsage.ResidentBytes(_process.Id);

    public long PeakResidentBytes => ProcessUsage.PeakResidentBytes(_process.Id);

    /// <summary>Starts this program again as one of its child programs, which says itself where it listens.</summary>
    public static async Task<ChildProcess> StartSelfAsync(string name, params string[] arguments)
    {
        var process = Start(Environment.ProcessPath!, ["child", name, .. arguments], Environment.CurrentDirectory, []);
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new IOException($"{name} ended before it was ready");
        return new ChildProcess(process, IpPort.Parse(line["READY ".Length..]));
    }

    /// <summary>Starts a program and waits until somebody answers at <paramref name="listens"/>.</summary>
    public static async Task<ChildProcess> StartListeningAsync(
        string program, string[] arguments, string folder, Dictionary<string, string> environment, IpPort listens, TimeSpan timeout)
    {
        var process = Start(program, arguments, folder, environment);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // An unread pipe would stop it.
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(listens))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new IOException($"{Path.GetFileName(program)} does not listen on {listens}");
            }

            await Task.Delay(PollInterval);
        }

        return new ChildProcess(process, listens);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments, string folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true, // Children end when this program does, however it ends: their standard input closes.
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(IpPort address)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(address.ToIPEndPoint());
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
