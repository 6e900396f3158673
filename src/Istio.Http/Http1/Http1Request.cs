namespace Istio.Http.Http1;

/// <summary>One request of an HTTP/1.1 client, complete with its content.</summary>
/// <param name="Method">GET, HEAD or POST.</param>
/// <param name="Path">The path as sent, without the query and not decoded.</param>
/// <param name="Query">What follows the question mark, or empty.</param>
/// <param name="Fields">Header fields in the order of arrival.</param>
/// <param name="Content">The content; empty without one.</param>
public sealed record Http1Request(string Method, string Path, string Query, Http1Fields Fields, ReadOnlyMemory<byte> Content)
{
    /// <summary>The value of a query parameter, decoded; null when absent.</summary>
    public string? Parameter(string name)
    {
        foreach (var part in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = part.IndexOf('=');
            var key = separator < 0 ? part : part[..separator];
            if (Decode(key) == name)
            {
                return separator < 0 ? "" : Decode(part[(separator + 1)..]);
            }
        }

        return null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
