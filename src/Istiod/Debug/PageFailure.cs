namespace Istiod.Debug;

/// <summary>Why there is no page, as plain text.</summary>
internal sealed record PageFailure(int Status, string Text)
{
    public static PageFailure NoSuchPage { get; } = new(StatusCodes.Status404NotFound, "404 page not found\n");

    public static PageFailure MissingProxy { get; } =
        new(StatusCodes.Status400BadRequest, "You must provide a proxyID in the query string\n");

    /// <summary>Also for a proxy that the caller may not see: that it exists is not told.</summary>
    public static PageFailure NotConnected { get; } =
        new(StatusCodes.Status404NotFound, "Proxy not connected to this Pilot instance. It may be connected to another instance.\n");
}
