using System.Net;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istiod.Registry.Mesh;
using Istiod.Settings;

namespace Istiod.Serving;

/// <summary>
/// Before istiod starts: while the mesh configuration that it was told to read is missing or wrong it is not ready and says why. A control plane that started
/// with another trust domain would make a CA for it and give all workloads other names.
/// </summary>
internal static class MeshConfigGate
{
    /// <summary>Waits until the mesh configuration has been read and is good once.</summary>
    /// <returns>False when istiod was told to stop first.</returns>
    public static async Task<bool> PassAsync(IstiodSettings settings, MeshConfigSource mesh, Task stop)
    {
        mesh.Read();
        if (mesh.IsGood)
        {
            return true;
        }

        await using var pages = Pages(settings.Serving.Http);
        await pages.StartAsync();
        using var changed = new SemaphoreSlim(1);
        void Note() => changed.Release();
        mesh.Changed += Note;
        try
        {
            Logs.Default.Error($"not ready: waiting for a mesh configuration without errors{Where(settings, mesh)}");
            ValueList<Finding> told = [];
            while (true)
            {
                told = Tell(told, mesh.Findings);
                if (await Task.WhenAny(stop, changed.WaitAsync()) == stop)
                {
                    return false;
                }

                mesh.Read();
                if (mesh.IsGood)
                {
                    return true;
                }
            }
        }
        finally
        {
            mesh.Changed -= Note;
        }
    }

    private static string Where(IstiodSettings settings, MeshConfigSource mesh) =>
        mesh.HasSynced ? $" in {Path.GetFullPath(settings.Registry.MeshConfigFile)}" : " from the API server";

    private static ValueList<Finding> Tell(ValueList<Finding> told, ValueList<Finding> findings)
    {
        if (!findings.Equals(told))
        {
            foreach (var finding in findings.Where(finding => finding.Severity == Severity.Error))
            {
                Logs.Default.Error($"{finding}");
            }
        }

        return findings;
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
