using System.Text.Json;

namespace Istio.Benchmarks.Allocations;

/// <summary>The checked-in promises: bytes that an operation may allocate, by name.</summary>
internal sealed class AllocationTable
{
    /// <summary>Pools that grow once and the runtime's own threads show up as a fraction of a byte for each operation.</summary>
    private const double SlackBytes = 4;
    private const double SlackShare = 0.02;

    private readonly Dictionary<string, double> _bytes;

    private AllocationTable(Dictionary<string, double> bytes) => _bytes = bytes;

    public IEnumerable<string> Names => _bytes.Keys;

    public static string FilePath => Path.Combine(RepositoryRoot(), "bench", "allocations.json");

    public static AllocationTable Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(FilePath));
        var rows = document.RootElement.GetProperty("bytesPerOperation");
        return new AllocationTable(rows.EnumerateObject().ToDictionary(row => row.Name, row => row.Value.GetDouble(), StringComparer.Ordinal));
    }

    public double? Promised(string name) => _bytes.TryGetValue(name, out var bytes) ? bytes : null;

    public static bool Exceeds(double measured, double promised) => measured > promised + Math.Max(SlackBytes, promised * SlackShare);

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Istio.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"no Istio.slnx above {AppContext.BaseDirectory}");
    }
}
