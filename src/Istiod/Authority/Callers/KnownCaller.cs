using Istiod.Serving.Bounds;

namespace Istiod.Authority.Callers;

/// <summary>Who was found to call: a feature of the request, absent as long as nobody has proved anything.</summary>
internal sealed record KnownCaller(Caller Caller)
{
    /// <summary>The request's connection is no stranger's either.</summary>
    public static void Set(HttpContext http, Caller caller)
    {
        http.Features.Set(new KnownCaller(caller));
        http.Features.Get<ConnectionShare>()?.Know();
    }
}
