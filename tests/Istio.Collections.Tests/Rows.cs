namespace Istio.Collections.Tests;

/// <summary>A pod as these tests need it: enough to be mapped, indexed and joined.</summary>
internal sealed record Pod(string Name, string Namespace, string Address, int Weight = 1);

internal sealed record Service(string Name, string Selector);

internal sealed record Label(string Text);
