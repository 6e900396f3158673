namespace Istio.Model.Decoding;

/// <summary>The two names of a protobuf field: the definition's, with underscores, and that of its JSON form.</summary>
internal static class ProtoNames
{
    /// <summary>The one name that does not follow the rule of lower case.</summary>
    private const string MeshMutualTls = "mesh_mTLS";

    /// <param name="name">As written.</param>
    /// <param name="field">In the JSON form.</param>
    public static bool IsNameOf(string name, string field)
    {
        if (!name.Contains('_') || (name.AsSpan().ContainsAnyInRange('A', 'Z') && name != MeshMutualTls))
        {
            return false;
        }

        var at = 0;
        var isUpper = false;
        foreach (var letter in name)
        {
            if (letter == '_')
            {
                isUpper = true;
                continue;
            }

            if (at == field.Length || field[at++] != (isUpper ? char.ToUpperInvariant(letter) : letter))
            {
                return false;
            }

            isUpper = false;
        }

        return at == field.Length && !isUpper;
    }
}
