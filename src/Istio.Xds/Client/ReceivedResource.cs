using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Istio.Xds.Client;

/// <summary>A resource as it arrived.</summary>
/// <param name="Version">Empty from servers that do not version resources.</param>
/// <param name="Body">The encoded message of the subscription's type.</param>
public readonly record struct ReceivedResource(string Name, string Version, ByteString Body, RepeatedField<string> Aliases);
