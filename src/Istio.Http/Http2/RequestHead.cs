using System.Globalization;

namespace Istio.Http.Http2;

/// <summary>The control data of a request, checked against RFC 9113 8.3 and 8.5.</summary>
/// <param name="IsConnect">Method CONNECT, which has an authority and neither scheme nor path.</param>
/// <param name="ContentLength">Value of content-length, or -1.</param>
internal readonly record struct RequestHead(bool IsConnect, long ContentLength)
{
    /// <summary>The field list is larger than announced and was dropped: nothing of the request is known.</summary>
    public bool IsTooLarge { get; private init; }

    /// <summary>Checks a request's field list.</summary>
    /// <returns>False when the request is malformed: a stream error of type PROTOCOL_ERROR (RFC 9113 8.1.1).</returns>
    public static bool TryParse(HeaderList fields, out RequestHead head)
    {
        head = new RequestHead(false, -1) { IsTooLarge = fields.IsTooLarge };
        if (head.IsTooLarge)
        {
            return true;
        }

        if (!FieldRules.AreValid(fields, trailers: false, out var regular))
        {
            return false;
        }

        Pseudo seen = 0;
        var isConnect = false;
        for (var i = 0; i < regular; i++)
        {
            var pseudo = Classify(fields.Name(i));
            if (pseudo == 0 || (seen & pseudo) != 0 || fields.Value(i).IsEmpty)
            {
                return false;
            }

            seen |= pseudo;
            isConnect |= pseudo == Pseudo.Method && fields.Value(i).SequenceEqual("CONNECT"u8);
        }

        head = new RequestHead(isConnect, -1);
        return IsComplete(seen, isConnect) && TryReadContentLength(fields, ref head);
    }

    /// <summary>RFC 9113 8.3.1 and 8.5; extended CONNECT (RFC 8441) was not offered.</summary>
    private static bool IsComplete(Pseudo seen, bool isConnect)
    {
        const Pseudo Needed = Pseudo.Method | Pseudo.Scheme | Pseudo.Path;
        return isConnect ? seen == (Pseudo.Method | Pseudo.Authority) : (seen & Needed) == Needed;
    }

    private static bool TryReadContentLength(HeaderList fields, ref RequestHead head)
    {
        var index = fields.IndexOf("content-length"u8);
        if (index < 0)
        {
            return true;
        }

        if (!long.TryParse(fields.Value(index), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || fields.IndexOf("content-length"u8, index + 1) >= 0)
        {
            return false;
        }

        head = head with { ContentLength = length };
        return true;
    }

    private static Pseudo Classify(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual(":method"u8) => Pseudo.Method,
        _ when name.SequenceEqual(":scheme"u8) => Pseudo.Scheme,
        _ when name.SequenceEqual(":path"u8) => Pseudo.Path,
        _ when name.SequenceEqual(":authority"u8) => Pseudo.Authority,
        _ => 0,
    };

    [Flags]
    private enum Pseudo
    {
        Method = 1,
        Scheme = 2,
        Path = 4,
        Authority = 8,
    }
}
