namespace Istio.Xds.Client;

/// <summary>How a stream ended; the names are values of ztunnel's metric label <c>reason</c>.</summary>
internal enum StreamEnd
{
    /// <summary>No stream came about.</summary>
    ConnectionError,

    /// <summary>The server refused or broke it.</summary>
    Error,

    /// <summary>The server or the network ended it in an expected way; the next attempt follows at once.</summary>
    Reconnect,

    /// <summary>The server closed it normally.</summary>
    Complete,
}
