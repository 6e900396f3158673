namespace Istiod.Serving;

/// <summary>Endpoint metadata: the ports that serve it.</summary>
internal sealed record ServedOn(params Listener[] Listeners);
