using System.Runtime.InteropServices;
using Istio.Core.Logging;
using Istio.Core.Parts;
using Istio.Core.Settings;
using Istiod;
using Istiod.Authority;
using Istiod.Registry.Cluster;
using Istiod.Registry.Mesh;
using Istiod.Serving;
using Istiod.Settings;
using Microsoft.AspNetCore.Connections;

const int Success = 0;
const int Failure = 1;

switch (args)
{
    case ["version", ..]:
        Console.WriteLine($"{OperatorEndpoints.Version}-dotnet");
        return Success;
    case ["help" or "--help" or "-h", ..]:
        IstiodHelp.Write(Console.Out);
        return Success;
    case ["discovery", .. var flags] when IstiodHelp.IsAsked(flags):
        IstiodHelp.Write(Console.Out);
        return Success;
    case ["discovery", .. var flags]:
        return await RunAsync(flags);
    default:
        Console.Error.WriteLine(IstiodHelp.Usage);
        return Failure;
}

static async Task<int> RunAsync(string[] flags)
{
    UnhandledFailures.Install();
    using var starting = new CancellationTokenSource();
    try
    {
        var settings = IstiodSettings.ReadProcess(flags);
        settings.Log.Apply();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await using var cluster = ClusterConnection.Open(settings, TimeProvider.System);
        using var meshConfig = new MeshConfigSource(settings.Registry, cluster?.MeshConfig, TimeProvider.System);
        await (cluster?.MeshConfig.StartAsync(starting.Token) ?? Task.CompletedTask);
        if (!await MeshConfigGate.PassAsync(settings, meshConfig, stopping.Task))
        {
            return Success;
        }

        await using var istiod = await IstiodProgram.CreateAsync(settings, cluster, meshConfig, TimeProvider.System, starting.Token);
        return await istiod.RunAsync(stopping.Task) ? Success : Failure;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.TrySetResult();
            starting.Cancel();
        }
    }
    catch (OperationCanceledException) when (starting.IsCancellationRequested)
    {
        // Told to stop while it waited for its CA.
        return Success;
    }
    catch (Exception refused) when (refused is SettingsException or AuthorityException)
    {
        Console.Error.WriteLine($"Error: {refused.Message}");
        return Failure;
    }
    catch (IOException busy) when (busy.InnerException is AddressInUseException)
    {
        Console.Error.WriteLine($"Error: {busy.Message}");
        return Failure;
    }
    finally
    {
        LogOutput.Flush();
    }
}
