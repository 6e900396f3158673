namespace Istio.Testing;

/// <summary>Where things lie, found from the test program upwards.</summary>
public static class RepositoryPaths
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder that every developer has beside the repository; may be absent.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    /// <summary>Conformance data: <c>ISTIO_CONFORMANCE_DATA</c>, else <c>../shared/conformance</c>.</summary>
    public static string Conformance { get; } = FromEnvironment("ISTIO_CONFORMANCE_DATA") ?? Path.Combine(Shared, "conformance");

    /// <summary>A folder of the repository's own build output, for what tests unpack or build once.</summary>
    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    /// <summary>A file or folder of the conformance data; skips the test by name when it is not there.</summary>
    public static string RequireConformance(params string[] parts)
    {
        var path = Path.Combine([Conformance, .. parts]);
        if (!Path.Exists(path))
        {
            Skip.Because($"conformance data not found: {path}");
        }

        return path;
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Istio.slnx")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"no Istio.slnx above {AppContext.BaseDirectory}");
    }

#pragma warning disable RS0030 // The harness is where tests read their environment.
    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? Path.GetFullPath(value) : null;
#pragma warning restore RS0030
}
