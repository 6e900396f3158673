namespace Istio.Http.Http2;

/// <summary>Which side of a connection this is.</summary>
internal enum Http2Role
{
    Client,
    Server,
}
