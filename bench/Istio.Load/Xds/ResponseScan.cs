using System.Text;

namespace Istio.Load.Xds;

/// <summary>
/// What a fake client must know of a <c>DeltaDiscoveryResponse</c>, found without decoding the resources: a client may not cost more than the server.
/// </summary>
/// <param name="Resources">Number of elements of <c>resources</c>.</param>
internal readonly record struct ResponseScan(string TypeUrl, string Nonce, int Resources)
{
    private const int ResourcesField = 2;
    private const int TypeUrlField = 4;
    private const int NonceField = 5;
    private const int LengthDelimited = 2;

    /// <exception cref="InvalidDataException">The message is not well formed.</exception>
    public static ResponseScan Of(ReadOnlySpan<byte> message)
    {
        var (typeUrl, nonce, resources) = ("", "", 0);
        while (!message.IsEmpty)
        {
            var tag = ReadVarint(ref message);
            if ((tag & 7) != LengthDelimited)
            {
                throw new InvalidDataException($"unexpected field {tag >> 3} of a delta response");
            }

            var length = (int)ReadVarint(ref message);
            var content = message[..length];
            message = message[length..];
            switch (tag >> 3)
            {
                case ResourcesField:
                    resources++;
                    break;
                case TypeUrlField:
                    typeUrl = Encoding.UTF8.GetString(content);
                    break;
                case NonceField:
                    nonce = Encoding.UTF8.GetString(content);
                    break;
            }
        }

        return new(typeUrl, nonce, resources);
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var (i, shift) = (0, 0); i < bytes.Length; i++, shift += 7)
        {
            value |= (ulong)(bytes[i] & 0x7F) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number without end");
    }
}
