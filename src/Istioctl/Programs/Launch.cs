namespace Istioctl.Programs;

/// <summary>How a child program is started.</summary>
/// <param name="Name">What the user knows it as, for example <c>ztunnel node-1</c>.</param>
/// <param name="Environment">Variables on top of those of this process.</param>
/// <param name="LogFile">Receives everything it prints.</param>
internal sealed record Launch(
    string Name,
    ProgramFile Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    string LogFile);
