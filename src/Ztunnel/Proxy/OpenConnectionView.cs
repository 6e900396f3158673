using Istio.Core.Net;

namespace Ztunnel.Proxy;

/// <summary>An open connection as <c>/config_dump</c> shows it.</summary>
/// <param name="OriginalDestination">
/// Inbound: the host name of the service that was meant, null when there is none; outbound: what the application asked for.
/// </param>
/// <param name="ActualDestination">Inbound: the application; outbound: the next hop.</param>
internal sealed record OpenConnectionView(bool IsInbound, IpPort Source, string? OriginalDestination, IpPort ActualDestination, bool IsHbone)
{
    public static OpenConnectionView Of(OpenConnection connection)
    {
        var record = connection.Record;
        return connection.Facts is { } facts
            ? new(true, record.Source, record.ServiceHostname, facts.Target, record.Authority is not null)
            : new(false, record.Source, Asked(connection), record.Destination, record.Authority is not null);
    }

    private static string Asked(OpenConnection connection) => connection.OriginalDestination is { Address.IsNone: true } unnamed
        ? $"{connection.Record.ServiceHostname}:{unnamed.Port}"
        : connection.OriginalDestination.ToString();
}
