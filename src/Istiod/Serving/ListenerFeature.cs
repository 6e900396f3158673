namespace Istiod.Serving;

/// <summary>Connection feature: the port it came in by. Pages and services are bound to ports by it, not by a Host header that anybody can write.</summary>
internal sealed record ListenerFeature(Listener Listener);
