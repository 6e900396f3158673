using System.Net;
using Istio.Model.Findings;
using Istiod.Registry.Files;
using Istiod.Settings;
using Istiod.Watching;

namespace Istiod.Serving;

/// <summary>
/// Before istiod starts: while the mesh configuration that it was told to read is missing or wrong it is not ready and says why. A control plane that started
/// with another trust domain would make a CA for it and give all workloads other names.
/// </summary>
internal static class MeshConfigGate
{
    /// <summary>Waits until the file is good once.</summary>
    /// <returns>False when istiod was told to stop first.</returns>
    public static async Task<bool> PassAsync(IstiodSettings settings, Task stop, TimeProvider time)
    {
        var file = Path.GetFullPath(settings.Registry.MeshConfigFile);
        var mesh = new MeshFile(file, settings.Registry.NamesMeshConfig);
        mesh.Read();
        if (mesh.IsGood)
        {
            return true;
        }

        await using var pages = Pages(settings.Serving.Http);
        await pages.StartAsync();
        using var changed = new SemaphoreSlim(1);
        using var follower = new FileFollower([file], failed => new FileWatch(file, _ => changed.Release(), failed), () => changed.Release(), time);
        Logs.Default.Error($"not ready: waiting for a mesh configuration without errors in {file}");
        var told = mesh.Findings;
        Tell(told);
        while (!mesh.IsGood)
        {
            if (await Task.WhenAny(stop, changed.WaitAsync()) == stop)
            {
                return false;
            }

            mesh.Read();
            if (!ReferenceEquals(told, mesh.Findings))
            {
                told = mesh.Findings;
                Tell(told);
            }
        }

        return true;
    }

    private static void Tell(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity == Severity.Error))
        {
            Logs.Default.Error($"{finding}");
        }
    }

    private static WebApplication Pages(IPEndPoint? address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new LogScopeProvider());
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (address is { Address: var own } && own.Equals(IPAddress.IPv6Any))
            {
                kestrel.ListenAnyIP(address.Port);
            }
            else
            {
                kestrel.Listen(address ?? new IPEndPoint(IPAddress.Loopback, 0));
            }
        });
        var application = builder.Build();
        application.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync("waiting for a mesh configuration without errors; the log says what is wrong\n");
        });
        return application;
    }
}
