using System.Diagnostics.CodeAnalysis;
using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <summary>A route, or why there is none, with what is known for labels even then.</summary>
internal readonly record struct RouteDecision(OutboundRoute? Route, string? Error, Service? Service)
{
    [MemberNotNullWhen(true, nameof(Route))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRouted => Route is not null;

    public static implicit operator RouteDecision(OutboundRoute route) => new(route, null, route.Service);

    public static RouteDecision Refused(string error, Service? service = null) => new(null, error, service);
}
