using System.Globalization;

namespace EndToEnd.Playground;

/// <summary>Who started whom, from <c>/proc/PID/stat</c> (proc(5)).</summary>
internal static class ProcessTree
{
    public static IReadOnlyList<int> Below(int processId)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToLookup(Parent);
        var found = new List<int>();
        Collect(processId);
        return found;

        void Collect(int parent)
        {
            foreach (var child in children[parent])
            {
                found.Add(child);
                Collect(child);
            }
        }
    }

    public static bool IsAlive(int processId)
    {
        var fields = Stat(processId);
        // A zombie has ended; only its parent has not asked for the exit code.
        return fields.Length > 0 && fields[0] != "Z";
    }

    private static int Parent(int processId) => Stat(processId) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    /// <summary>The fields behind the name, which is in parentheses and may hold anything: state, parent, …</summary>
    private static string[] Stat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
