using Istio.Core.Values;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>What is called, as written: every list that is given must match.</summary>
public sealed record PolicyOperation
{
    public ValueList<string> Hosts { get; init; } = [];

    public ValueList<string> NotHosts { get; init; } = [];

    public ValueList<string> Ports { get; init; } = [];

    public ValueList<string> NotPorts { get; init; } = [];

    public ValueList<string> Methods { get; init; } = [];

    public ValueList<string> NotMethods { get; init; } = [];

    public ValueList<string> Paths { get; init; } = [];

    public ValueList<string> NotPaths { get; init; } = [];
}
