using System.Net;
using System.Threading.Channels;
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
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Note() => changed.Writer.TryWrite(true);
        mesh.Changed += Note;
        // What changed before it was listened to.
        Note();
        try
        {
            Announce(settings, mesh);
            ValueList<Finding> told = [];
            while (true)
            {
                told = Tell(told, mesh.Findings);
                if (await Task.WhenAny(stop, changed.Reader.ReadAsync().AsTask()) == stop)
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

    private static void Announce(IstiodSettings settings, MeshConfigSource mesh)
    {
        if (mesh.HasSynced)
        {
            Logs.Default.Error($"not ready: waiting for a mesh configuration without errors in {Path.GetFullPath(settings.Registry.MeshConfigFile)}");
        }
        else
        {
            Logs.Default.Info("waiting for the mesh configuration from the API server");
        }
    }

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
