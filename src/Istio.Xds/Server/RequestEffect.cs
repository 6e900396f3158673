namespace Istio.Xds.Server;

/// <summary>What a request was: for logs and metrics of the server.</summary>
public enum RequestEffect
{
    /// <summary>The first for its type on this stream.</summary>
    Subscribed,

    /// <summary>Acknowledges the latest response.</summary>
    Acknowledged,

    /// <summary>Acknowledges, or comes by itself, and changes the subscription.</summary>
    SubscriptionChanged,

    /// <summary>Refuses the latest response. What the client had before stays in force there.</summary>
    Rejected,

    /// <summary>Refers to a response that is not the latest of its type.</summary>
    StaleNonce,

    /// <summary>Ends the subscription to its type (state of the world).</summary>
    Unsubscribed,

    /// <summary>Asks for one type more than a stream may have, <see cref="ServerStream.MostTypes"/>; nothing was changed and nothing is answered.</summary>
    TooManyTypes,

    /// <summary>Says nothing new.</summary>
    None,
}
