using System.Buffers;

namespace Istio.Http.Http2;

/// <summary>What holds for every field section (RFC 9113 8.2).</summary>
internal static class FieldRules
{
    /// <summary>Token characters in lower case (RFC 9110 5.6.2, RFC 9113 8.2.1).</summary>
    private static readonly SearchValues<byte> NameOctets = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> ForbiddenInValues = SearchValues.Create("\0\r\n"u8);

    /// <summary>Checks names, values, the place of pseudo-header fields and the absence of connection-specific fields.</summary>
    /// <param name="fields">The section.</param>
    /// <param name="trailers">Trailers have no pseudo-header fields.</param>
    /// <param name="regular">Index of the first field that is not a pseudo-header field.</param>
    public static bool AreValid(HeaderList fields, bool trailers, out int regular)
    {
        regular = 0;
        while (!trailers && regular < fields.Count && fields.Name(regular) is [(byte)':', ..])
        {
            if (!IsValue(fields.Value(regular)))
            {
                return false;
            }

            regular++;
        }

        for (var i = regular; i < fields.Count; i++)
        {
            if (!IsName(fields.Name(i)) || !IsValue(fields.Value(i)) || IsConnectionSpecific(fields.Name(i), fields.Value(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A colon is no token character, so a pseudo-header field after a regular one fails here.</summary>
    private static bool IsName(ReadOnlySpan<byte> name) => !name.IsEmpty && name.IndexOfAnyExcept(NameOctets) < 0;

    private static bool IsValue(ReadOnlySpan<byte> value) =>
        value.IsEmpty || (value.IndexOfAny(ForbiddenInValues) < 0 && !IsBlank(value[0]) && !IsBlank(value[^1]));

    private static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>RFC 9113 8.2.2.</summary>
    private static bool IsConnectionSpecific(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => name.Length switch
    {
        2 => name.SequenceEqual("te"u8) && !value.SequenceEqual("trailers"u8),
        7 => name.SequenceEqual("upgrade"u8),
        10 => name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8),
        16 => name.SequenceEqual("proxy-connection"u8),
        17 => name.SequenceEqual("transfer-encoding"u8),
        _ => false,
    };
}
