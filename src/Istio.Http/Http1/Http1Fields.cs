namespace Istio.Http.Http1;

/// <summary>The header fields of a message. Names are compared without case (RFC 9110 5.1).</summary>
public sealed class Http1Fields
{
    private readonly List<(string Name, string Value)> _fields = [];

    public IReadOnlyList<(string Name, string Value)> All => _fields;

    /// <summary>The value of the first field line with this name, or null.</summary>
    public string? Get(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>How many field lines have this name.</summary>
    public int Count(string name) => _fields.Count(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal void Add(string name, string value) => _fields.Add((name, value));
}
