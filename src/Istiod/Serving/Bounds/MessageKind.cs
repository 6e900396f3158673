namespace Istiod.Serving.Bounds;

/// <summary>What kind of message a gRPC method takes, and what that may cost.</summary>
/// <param name="Name">For statuses and logs.</param>
/// <param name="Longest">Bytes of one message of a caller who has proved who it is.</param>
/// <param name="LongestOfStrangers">Bytes of one message of anybody else.</param>
/// <param name="FirstWithin">Time from the call's headers to the end of its first message.</param>
/// <param name="NodeField">Field number of the xDS node; 0 for none.</param>
/// <param name="NameFields">Field numbers of repeated strings and of maps of strings.</param>
internal sealed record MessageKind(string Name, int Longest, int LongestOfStrangers, TimeSpan FirstWithin, int NodeField, params int[] NameFields)
{
    /// <summary>Messages up to this many bytes cost no turn and no share: acknowledgements never wait behind a large request.</summary>
    public const int Small = 16 * 1024;

    /// <summary>Bytes of an xDS node. Kubernetes lets one object have 256 KiB of annotations.</summary>
    public const int LongestNode = 256 * 1024;

    private const int Kibi = 1024;
    private const int Mebi = 1024 * 1024;

    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(30);

    /// <summary>A CSR with an RSA key of 16,384 bits has 4 KiB.</summary>
    public static MessageKind CertificateRequest { get; } = new("certificate request", 64 * Kibi, 64 * Kibi, CallPatience, NodeField: 0);

    /// <summary><c>DiscoveryRequest</c>.</summary>
    public static MessageKind DiscoveryRequest { get; } = new("discovery request", 64 * Mebi, 16 * Mebi, StreamPatience, NodeField: 2, NameFields: 3);

    /// <summary><c>DeltaDiscoveryRequest</c>; one that resumes lists every resource that the client holds.</summary>
    public static MessageKind DeltaDiscoveryRequest { get; } =
        new("delta discovery request", 64 * Mebi, 16 * Mebi, StreamPatience, NodeField: 1, NameFields: [3, 4, 5]);

    private static MessageKind Other { get; } = new("request", 64 * Kibi, 64 * Kibi, CallPatience, NodeField: 0);

    /// <summary>The same with a bound of the operator's on all messages; null for none.</summary>
    public MessageKind Within(int? longest) => longest is { } most
        ? this with { Longest = Math.Min(Longest, most), LongestOfStrangers = Math.Min(LongestOfStrangers, most) }
        : this;

    /// <param name="method">Full name, such as <c>/istio.v1.auth.IstioCertificateService/CreateCertificate</c>.</param>
    public static MessageKind Of(string method) => method switch
    {
        "/istio.v1.auth.IstioCertificateService/CreateCertificate" => CertificateRequest,
        "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources" => DiscoveryRequest,
        "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources" => DeltaDiscoveryRequest,
        _ => Other,
    };
}
