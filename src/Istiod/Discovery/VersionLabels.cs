namespace Istiod.Discovery;

/// <summary>
/// Istio versions of clients as values of a label. A client may write anything there, and a metric keeps each of its series for ever: so only the first of them
/// are told apart. Not thread-safe.
/// </summary>
internal sealed class VersionLabels
{
    private const int Most = 100;
    private const int Longest = 64;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <returns>The same for a version at all times.</returns>
    public string Of(string version) =>
        version.Length == 0 ? "unknown"
        : _known.Contains(version) || (_known.Count < Most && version.Length <= Longest && _known.Add(version)) ? version
        : "other";
}
