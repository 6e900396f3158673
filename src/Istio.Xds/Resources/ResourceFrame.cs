using System.Text;
using Istio.Core.Values;

namespace Istio.Xds.Resources;

/// <summary>
/// The framed bytes of a resource. <c>DeltaDiscoveryResponse.resources</c> holds <c>Resource</c> messages, <c>DiscoveryResponse.resources</c> holds bare
/// <c>Any</c>s; both fields and <c>Resource.resource</c> have number 2. So with its <c>Any</c> written first, the inside of the delta frame begins with the
/// state frame.
/// </summary>
internal readonly record struct ResourceFrame(byte[] Bytes, Range StateFrame, Range Body)
{
    private const byte LengthDelimited2 = (2 << 3) | 2;
    private const byte AnyTypeUrl = (1 << 3) | 2;
    private const byte AnyValue = (2 << 3) | 2;
    private const byte ResourceVersion = (1 << 3) | 2;
    private const byte ResourceName = (3 << 3) | 2;
    private const byte ResourceAliases = (4 << 3) | 2;

    public static ResourceFrame Encode(string typeUrl, string name, string version, ValueList<string> aliases, ReadOnlySpan<byte> body)
    {
        var anySize = Wire.FieldSize(Encoding.UTF8.GetByteCount(typeUrl)) + Wire.FieldSize(body.Length);
        var resourceSize = Wire.FieldSize(anySize) + Wire.FieldSize(version.Length) + Wire.FieldSize(Encoding.UTF8.GetByteCount(name));
        foreach (var alias in aliases)
        {
            resourceSize += Wire.FieldSize(Encoding.UTF8.GetByteCount(alias));
        }

        var bytes = new byte[Wire.FieldSize(resourceSize)];
        var at = Wire.WriteHeader(bytes, LengthDelimited2, resourceSize);
        var state = at;
        at += Wire.WriteHeader(bytes.AsSpan(at), LengthDelimited2, anySize);
        at += Wire.WriteText(bytes.AsSpan(at), AnyTypeUrl, typeUrl);
        at += Wire.WriteHeader(bytes.AsSpan(at), AnyValue, body.Length);
        body.CopyTo(bytes.AsSpan(at));
        var bodyRange = at..(at + body.Length);
        at += body.Length;
        var stateRange = state..at;
        at += Wire.WriteText(bytes.AsSpan(at), ResourceVersion, version);
        at += Wire.WriteText(bytes.AsSpan(at), ResourceName, name);
        foreach (var alias in aliases)
        {
            at += Wire.WriteText(bytes.AsSpan(at), ResourceAliases, alias);
        }

        return new(bytes, stateRange, bodyRange);
    }
}
