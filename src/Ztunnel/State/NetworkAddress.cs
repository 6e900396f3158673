using Istio.Core.Net;

namespace Ztunnel.State;

/// <summary>An IP address within one network of the mesh; written <c>network/ip</c>, with an empty network as <c>/ip</c>.</summary>
internal readonly record struct NetworkAddress(string Network, IpAddress Address)
{
    public static bool TryParse(string text, out NetworkAddress address)
    {
        var slash = text.LastIndexOf('/');
        address = default;
        if (slash < 0 || !IpAddress.TryParse(text.AsSpan(slash + 1), out var ip))
        {
            return false;
        }

        address = new(text[..slash], ip);
        return true;
    }

    public override string ToString() => $"{Network}/{Address}";
}
