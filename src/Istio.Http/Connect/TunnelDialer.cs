using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>
/// Opens the connection for a key: TCP, then TLS with the key's identities. Called on the pool's loop, which the stream must belong to; never throws.
/// </summary>
public delegate ValueTask<IoResult<ByteStream>> TunnelDialer(TunnelKey key);
