using Istio.Core.Logging;
using Istio.Core.Net;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>Connections refused before anything is known about their parties: one warning, no metrics, as in Istio.</summary>
internal static class EarlyDenial
{
    /// <param name="refusals">Decides whether this one has a line of its own.</param>
    public static void Log(RefusalLog refusals, IpPort source, IpPort destination, Reporter reporter, in Outcome outcome)
    {
        if (Logs.Access.IsEnabled(LogLevel.Warn)
            && refusals.Admits(new(source.Address, null), new(outcome.Cause, reporter, destination), outcome.Detail))
        {
            Logs.Access.Begin(LogLevel.Warn, "connection failed")
                .Value("src.addr", source)
                .Value("dst.addr", destination)
                .Text("direction", reporter == Reporter.Source ? "outbound" : "inbound")
                .TextIf("error", outcome.Detail)
                .Write();
        }
    }
}
