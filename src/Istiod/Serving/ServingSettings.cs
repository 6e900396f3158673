using System.Net;
using Istiod.Settings;

namespace Istiod.Serving;

/// <summary>Where istiod listens, and the bounds of its connections.</summary>
internal sealed record ServingSettings
{
    /// <summary>Readiness and debug pages; null: not served.</summary>
    public required IPEndPoint? Http { get; init; }

    /// <summary>Metrics, version and debug pages; null puts them on <see cref="Http"/>.</summary>
    public required IPEndPoint? Monitoring { get; init; }

    /// <summary>xDS in clear; null: not served.</summary>
    public required IPEndPoint? Grpc { get; init; }

    /// <summary>xDS and certificates over TLS; null: not served.</summary>
    public required IPEndPoint? SecureGrpc { get; init; }

    /// <summary>Receives the addresses as bound; empty: none is written.</summary>
    public required string PortsFile { get; init; }

    /// <summary>How long open calls may go on after a signal to stop.</summary>
    public required TimeSpan ShutdownDuration { get; init; }

    /// <summary>Idle time after which a gRPC connection is probed.</summary>
    public required TimeSpan KeepaliveInterval { get; init; }

    /// <summary>Time to answer a probe.</summary>
    public required TimeSpan KeepaliveTimeout { get; init; }

    /// <summary>HTTP/2 streams open at a time on one connection, as the operator asks; above 0.</summary>
    public required int MaxStreamsPerConnection { get; init; }

    /// <summary>Bytes of a message received; null for the bounds of each kind of message alone.</summary>
    public required int? MaxMessageSize { get; init; }

    public required bool MetricsForLocalhostOnly { get; init; }

    public static ServingSettings Read(SettingsReader settings) => new()
    {
        Http = settings.Read(ServingDeclarations.Http),
        Monitoring = settings.Read(ServingDeclarations.Monitoring),
        Grpc = settings.Read(ServingDeclarations.Grpc),
        SecureGrpc = settings.Read(ServingDeclarations.SecureGrpc),
        PortsFile = settings.Read(ServingDeclarations.PortsFile),
        ShutdownDuration = settings.Read(ServingDeclarations.ShutdownDuration),
        KeepaliveInterval = settings.Read(ServingDeclarations.KeepaliveInterval),
        KeepaliveTimeout = settings.Read(ServingDeclarations.KeepaliveTimeout),
        MaxStreamsPerConnection = settings.Read(ServingDeclarations.MaxStreamsPerConnection),
        MaxMessageSize = settings.Read(ServingDeclarations.MaxMessageSize),
        MetricsForLocalhostOnly = settings.Read(ServingDeclarations.MetricsForLocalhostOnly),
    };
}
