namespace Istioctl.Playground.Preflight;

/// <summary>Which process holds a socket, as far as this user may see.</summary>
internal static class SocketOwner
{
    /// <summary>For example <c>ztunnel (process 4711)</c>; null when the process belongs to someone else.</summary>
    public static string? Find(long inode)
    {
        var wanted = $"socket:[{inode}]";
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (Holds(process, wanted))
            {
                return $"{Name(process)} (process {Path.GetFileName(process)})";
            }
        }

        return null;
    }

    private static bool Holds(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(file => LeadsTo(file, socket));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A running process opens and closes files meanwhile: one that is gone says nothing about the others.</summary>
    private static bool LeadsTo(string file, string socket)
    {
        try
        {
            return File.ResolveLinkTarget(file, false)?.Name == socket;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The file name of the program; for an assembly that the dotnet host runs, the assembly's.</summary>
    private static string Name(string process)
    {
        try
        {
            string[] arguments = [.. File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0').Take(2).Select(Path.GetFileName).OfType<string>()];
            return arguments is ["dotnet", { Length: > 0 } assembly] ? Path.GetFileNameWithoutExtension(assembly) : arguments[0];
        }
        catch (IOException)
        {
            return "a program";
        }
    }
}
