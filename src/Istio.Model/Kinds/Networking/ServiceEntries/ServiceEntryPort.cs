namespace Istio.Model.Kinds.Networking.ServiceEntries;

/// <param name="TargetPort">0: the same as <paramref name="Number"/>.</param>
public sealed record ServiceEntryPort(int Number, string Name, string Protocol, int TargetPort);
