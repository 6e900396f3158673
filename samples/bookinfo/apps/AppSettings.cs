using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Bookinfo;

/// <summary>The command line: <c>bookinfo ROLE VERSION ADDRESS:PORT MESH-ENTRY</c>.</summary>
/// <param name="Role">productpage, details, reviews or ratings.</param>
/// <param name="Version">v1, v2 or v3; it only matters to reviews.</param>
/// <param name="Address">Where this application listens.</param>
/// <param name="MeshEntry">The SOCKS5 entry of this application's own workload: all its calls leave through it.</param>
internal sealed record AppSettings(Role Role, string Version, IPEndPoint Address, IPEndPoint MeshEntry)
{
    private const string Usage = "Usage: bookinfo productpage|details|reviews|ratings VERSION ADDRESS:PORT MESH-ENTRY:PORT";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out AppSettings? settings, [NotNullWhen(false)] out string? problem)
    {
        settings = null;
        problem = Usage;
        if (args is not [string role, string version, string address, string entry])
        {
            return false;
        }

        if (!Enum.TryParse(role, ignoreCase: true, out Role parsedRole) || !Enum.IsDefined(parsedRole))
        {
            problem = $"'{role}' is not an application of Bookinfo. {Usage}";
        }
        else if (!IPEndPoint.TryParse(address, out var parsedAddress))
        {
            problem = $"'{address}' is not an address with a port. {Usage}";
        }
        else if (!IPEndPoint.TryParse(entry, out var parsedEntry))
        {
            problem = $"'{entry}' is not an address with a port. {Usage}";
        }
        else
        {
            settings = new AppSettings(parsedRole, version, parsedAddress, parsedEntry);
        }

        return settings is not null;
    }
}
