namespace Istioctl.Playground.Scenery;

internal static class LogTail
{
    /// <summary>The last lines of a log; none when the file cannot be read.</summary>
    public static IReadOnlyList<string> Read(string path, int lines)
    {
        try
        {
            return [.. File.ReadLines(path).TakeLast(lines)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
