namespace Istiod.Registry.Files;

/// <summary>Which files of the configuration folder are configuration.</summary>
internal static class ConfigFileNames
{
    /// <summary>
    /// YAML files, but not what editors and deployment tools keep beside them: hidden files and folders (vim's <c>.x.yaml.swp</c>, Kubernetes'
    /// <c>..data</c>), backups (<c>x.yaml~</c> has another ending), Emacs' <c>#x.yaml#</c> and <c>.#x.yaml</c>.
    /// </summary>
    public static bool IsConfig(string relativePath) =>
        (relativePath.EndsWith(".yaml", StringComparison.Ordinal) || relativePath.EndsWith(".yml", StringComparison.Ordinal)) && !IsHidden(relativePath);

    public static bool IsHidden(string relativePath)
    {
        foreach (var part in relativePath.AsSpan().Split(Path.DirectorySeparatorChar))
        {
            var name = relativePath.AsSpan(part);
            if (name.StartsWith(".", StringComparison.Ordinal) || name.StartsWith("#", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
