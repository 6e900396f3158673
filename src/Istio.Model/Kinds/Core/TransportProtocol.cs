using Istio.Model.Decoding;

namespace Istio.Model.Kinds.Core;

/// <summary>The <c>protocol</c> of a port.</summary>
internal static class TransportProtocol
{
    /// <summary>An API server fills in TCP; objects that it has stored already say so.</summary>
    public static string Read(FieldReader port) =>
        port.Choice("protocol", port.Options.AppliesDefaults ? "TCP" : "", ("TCP", "TCP"), ("UDP", "UDP"), ("SCTP", "SCTP"));
}
