namespace Istio.Http.Http2;

/// <summary>A violation found in what the peer sent, or the reason it gave for ending something.</summary>
/// <param name="Code">What goes, or came, on the wire.</param>
/// <param name="Reason">One line for logs and for the debug data of GOAWAY.</param>
public sealed record Http2Error(Http2ErrorCode Code, string Reason)
{
    public override string ToString() => $"{Code}: {Reason}";
}
