using System.Text;
using Istio.Core.Values;

namespace Istio.Xds.Resources;

/// <summary>
/// The bytes of a resource, arranged so that every form of it is a slice. <c>DeltaDiscoveryResponse.resources</c> holds <c>Resource</c> messages,
/// <c>DiscoveryResponse.resources</c> holds bare <c>Any</c>s; both fields and <c>Resource.resource</c> have number 2. So with its <c>Any</c> written first, the
/// <c>Resource</c> begins with the state frame; with its aliases written last, it ends early for a client that is not told them.
/// </summary>
/// <param name="Bytes">The <c>Resource</c> message, without the tag and length that it has as an element of a response.</param>
/// <param name="Unaliased">Length of <paramref name="Bytes"/> before the aliases.</param>
internal readonly record struct ResourceFrame(byte[] Bytes, int Unaliased, Range StateFrame, Range Body)
{
    /// <summary>Tag of an element of <c>DeltaDiscoveryResponse.resources</c>.</summary>
    public const byte ElementTag = (2 << 3) | 2;

    private const byte AnyTypeUrl = (1 << 3) | 2;
    private const byte AnyValue = (2 << 3) | 2;
    private const byte ResourceVersion = (1 << 3) | 2;
    private const byte ResourceName = (3 << 3) | 2;
    private const byte ResourceAliases = (4 << 3) | 2;

    public static ResourceFrame Encode(string typeUrl, string name, string version, ValueList<string> aliases, ReadOnlySpan<byte> body)
    {
        var anySize = Wire.FieldSize(Encoding.UTF8.GetByteCount(typeUrl)) + Wire.FieldSize(body.Length);
        var unaliased = Wire.FieldSize(anySize) + Wire.FieldSize(version.Length) + Wire.TextSize(name);
        var size = unaliased;
        foreach (var alias in aliases)
        {
            size += Wire.FieldSize(Encoding.UTF8.GetByteCount(alias));
        }

        var bytes = new byte[size];
        var at = Wire.WriteHeader(bytes, ElementTag, anySize);
        at += Wire.WriteText(bytes.AsSpan(at), AnyTypeUrl, typeUrl);
        at += Wire.WriteHeader(bytes.AsSpan(at), AnyValue, body.Length);
        body.CopyTo(bytes.AsSpan(at));
        var bodyRange = at..(at + body.Length);
        at += body.Length;
        var stateRange = ..at;
        at += Wire.WriteText(bytes.AsSpan(at), ResourceVersion, version);
        at += name.Length > 0 ? Wire.WriteText(bytes.AsSpan(at), ResourceName, name) : 0;
        foreach (var alias in aliases)
        {
            at += Wire.WriteText(bytes.AsSpan(at), ResourceAliases, alias);
        }

        return new(bytes, unaliased, stateRange, bodyRange);
    }
}
