using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Istioctl.Playground;

/// <summary>
/// The first two numbers of all addresses of a playground, for example <c>127.77</c>. Linux answers on the whole of 127.0.0.0/8, so playgrounds with
/// different second numbers do not meet.
/// </summary>
internal readonly record struct LoopbackNetwork(byte Second)
{
    /// <summary>The one the sample files are written for.</summary>
    public static LoopbackNetwork Default { get; } = new(77);

    /// <summary>Another one, to suggest.</summary>
    public LoopbackNetwork Next => new((byte)(Second % 254 + 1));

    public IPAddress Istiod => new([127, Second, 0, 1]);

    public static bool TryParse([NotNullWhen(true)] string? text, out LoopbackNetwork network)
    {
        network = default;
        if (text is null || !text.StartsWith("127.", StringComparison.Ordinal))
        {
            return false;
        }

        // 127.0 holds the machine's own servers; 127.255 is the broadcast end.
        if (!byte.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var second) || second is 0 or 255)
        {
            return false;
        }

        network = new LoopbackNetwork(second);
        return true;
    }

    /// <summary>Moves the addresses in a sample file here.</summary>
    public string Rewrite(string yaml) => yaml.Replace($"{Default}.", $"{this}.", StringComparison.Ordinal);

    public override string ToString() => $"127.{Second}";
}
