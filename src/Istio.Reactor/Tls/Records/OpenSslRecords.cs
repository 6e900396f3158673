using Istio.Reactor.Native;

namespace Istio.Reactor.Tls.Records;

/// <summary>OpenSSL's own record layer, for what <see cref="Tls13Records"/> does not do: TLS 1.2, and sessions that are to be resumed.</summary>
internal sealed class OpenSslRecords(TlsSession session, SealedInput input, SealedOutput output) : RecordLayer
{
    private bool _holdsContent;

    public override bool HoldsContent => _holdsContent;

    public TlsSession Session => session;

    public override int Open(Span<byte> destination)
    {
        output.Begin();
        session.Attach(input, output);
        Crypto.ERR_clear_error();
        var total = 0;
        int result;
        do
        {
            result = session.Read(destination[total..]);
            total += Math.Max(result, 0);
        }
        while (result > 0 && total < destination.Length);

        Note(result > 0 ? 0 : session.ErrorOf(result));
        _holdsContent = result > 0 && session.HoldsInput; // After "want read" it only holds part of a record.
        session.Detach(input, output);
        output.Flush(); // There may be an alert, or the answer to a key update.
        return total;
    }

    public override bool Seal(ReadOnlySpan<byte> source)
    {
        session.Attach(input: null, output);
        var result = session.Write(source);
        if (result <= 0)
        {
            Note(session.ErrorOf(result));
        }

        session.Detach(input: null, output);
        return Failure is null;
    }

    public override void SealCloseNotify()
    {
        session.Attach(input: null, output);
        session.SendCloseNotify();
        session.Detach(input: null, output);
    }

    public override void Dispose() => session.Dispose();

    private void Note(int error)
    {
        HasEnded |= error == OpenSsl.ErrorZeroReturn;
        if (error is not (0 or OpenSsl.ErrorWantRead or OpenSsl.ErrorZeroReturn))
        {
            Failure ??= OpenSslErrors.Explain(error);
        }
    }
}
