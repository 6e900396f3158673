using System.Net;

namespace Istio.Kubernetes.Client;

/// <summary>The API server answered, and not with success (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status).</summary>
public sealed class ApiException : Exception
{
    public ApiException(HttpStatusCode status, string reason, string message, TimeSpan? retryAfter = null)
        : base(message) => (Status, Reason, RetryAfter) = (status, reason, retryAfter);

    public HttpStatusCode Status { get; }

    /// <summary>Kubernetes' word, for instance <c>AlreadyExists</c>; empty when the server gave none.</summary>
    public string Reason { get; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The object, or the whole kind, is not there.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>Somebody else has written the object meanwhile, or made it.</summary>
    public bool IsConflict => Status == HttpStatusCode.Conflict;

    /// <summary>What was asked for lies too far back: the server has forgotten it.</summary>
    public bool IsExpired => Status == HttpStatusCode.Gone || Reason == "Expired";

    /// <summary>The caller has not the right.</summary>
    public bool IsForbidden => Status is HttpStatusCode.Forbidden;
}
