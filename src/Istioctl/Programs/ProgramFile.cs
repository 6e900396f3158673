namespace Istioctl.Programs;

/// <summary>A program that can be started: a native executable, or an assembly that the <c>dotnet</c> host runs.</summary>
internal sealed record ProgramFile(string Path)
{
    public bool IsAssembly => Path.EndsWith(".dll", StringComparison.Ordinal);

    /// <summary>The file to execute and the arguments before the program's own.</summary>
    public (string Executable, string[] LeadingArguments) Command => IsAssembly ? (DotnetHost, [Path]) : (Path, []);

    /// <summary>The host that runs this very process when it is one, else the one on the path.</summary>
    private static string DotnetHost =>
        Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
