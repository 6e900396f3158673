using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Istioctl.Playground.Preflight;

/// <summary>
/// The listening sockets of this machine, from <c>/proc/net/tcp</c> (proc(5)). Trying to bind would not do: ztunnel listens with SO_REUSEPORT, so a second
/// one of the same user binds the same address without a complaint and the two share the callers.
/// </summary>
internal static class ListeningSockets
{
    private const string Listen = "0A";

    public static IReadOnlyList<ListeningSocket> Read() => [.. Parse("/proc/net/tcp"), .. Parse("/proc/net/tcp6")];

    /// <summary>Parses one table: columns are separated by blanks; the second is the local address, the fourth the state, the tenth the inode.</summary>
    internal static IEnumerable<ListeningSocket> Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines.Skip(1))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 9 && columns[3] == Listen)
            {
                yield return new ListeningSocket(ParseAddress(columns[1]), long.Parse(columns[9], CultureInfo.InvariantCulture));
            }
        }
    }

    private static IEnumerable<ListeningSocket> Parse(string path) => File.Exists(path) ? Parse(File.ReadAllLines(path)) : [];

    /// <summary><c>0100007F:1F90</c>: the address as 32-bit words in the machine's byte order, the port in plain hexadecimal.</summary>
    private static IPEndPoint ParseAddress(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var address = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian)
        {
            for (var word = 0; word < address.Length; word += 4)
            {
                BinaryPrimitives.WriteUInt32BigEndian(address.AsSpan(word), BinaryPrimitives.ReadUInt32LittleEndian(address.AsSpan(word)));
            }
        }

        return new IPEndPoint(new IPAddress(address), int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
