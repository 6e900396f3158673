namespace Istio.Http.Http2;

/// <summary>The PINGs of this side, told apart by their opaque data.</summary>
internal static class PingPayload
{
    public const ulong KeepAlive = 0x6b65_6570_616c_6976;
    public const ulong Drain = 0x6472_6169_6e69_6e67;
}
