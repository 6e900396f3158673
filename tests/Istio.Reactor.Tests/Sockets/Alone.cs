namespace Istio.Reactor.Tests.Sockets;

/// <summary>The collection of tests that change what the whole process may do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
