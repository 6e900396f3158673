using System.Globalization;

namespace Istioctl.Playground.Observation;

/// <summary>One finished (or refused) connection as ztunnel logged it, in the plain format. Absent fields are null.</summary>
internal sealed record AccessLogLine
{
    public required DateTimeOffset Time { get; init; }

    public required Direction Direction { get; init; }

    public string? SourceAddress { get; init; }

    public string? SourceWorkload { get; init; }

    /// <summary>The full SPIFFE URI; null when the connection was not mutual TLS.</summary>
    public string? SourceIdentity { get; init; }

    public string? DestinationAddress { get; init; }

    /// <summary>The CONNECT authority; null when the connection was no HBONE tunnel.</summary>
    public string? HboneAddress { get; init; }

    public string? DestinationService { get; init; }

    public string? DestinationWorkload { get; init; }

    public string? DestinationIdentity { get; init; }

    public TimeSpan Duration { get; init; }

    public string? Error { get; init; }

    public Verdict Verdict => Verdict.FromError(Error);

    /// <summary>Inside an HBONE tunnel with both ends authenticated.</summary>
    public bool IsMutualTls => HboneAddress is not null && SourceIdentity is not null && DestinationIdentity is not null;

    /// <summary>Null for every line that is not about a connection.</summary>
    public static AccessLogLine? TryParse(string line)
    {
        // time TAB level TAB scope TAB message TAB fields; the scope may carry spans behind a colon.
        var columns = line.Split('\t');
        if (columns.Length < 5 || !columns[2].StartsWith("access", StringComparison.Ordinal) || !columns[3].StartsWith("connection ", StringComparison.Ordinal))
        {
            return null;
        }

        if (columns[3] == "connection opened" || !DateTimeOffset.TryParse(columns[0], CultureInfo.InvariantCulture, out var time))
        {
            return null;
        }

        var fields = LogFields.Parse(columns[4]);
        return new AccessLogLine
        {
            Time = time,
            Direction = fields.GetValueOrDefault("direction") == "inbound" ? Direction.Inbound : Direction.Outbound,
            SourceAddress = fields.GetValueOrDefault("src.addr"),
            SourceWorkload = fields.GetValueOrDefault("src.workload"),
            SourceIdentity = fields.GetValueOrDefault("src.identity"),
            DestinationAddress = fields.GetValueOrDefault("dst.addr"),
            HboneAddress = fields.GetValueOrDefault("dst.hbone_addr"),
            DestinationService = fields.GetValueOrDefault("dst.service"),
            DestinationWorkload = fields.GetValueOrDefault("dst.workload"),
            DestinationIdentity = fields.GetValueOrDefault("dst.identity"),
            Duration = ParseMilliseconds(fields.GetValueOrDefault("duration")),
            Error = fields.GetValueOrDefault("error"),
        };
    }

    private static TimeSpan ParseMilliseconds(string? text) =>
        text is not null && text.EndsWith("ms", StringComparison.Ordinal) && double.TryParse(text.AsSpan(0, text.Length - 2), CultureInfo.InvariantCulture, out var value)
            ? TimeSpan.FromMilliseconds(value)
            : TimeSpan.Zero;
}
