using System.Threading.Channels;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Issuance;

namespace Istio.Security.Tests.Issuance;

/// <summary>A CA whose every answer the test gives by hand, so that the order of calls can be seen and held.</summary>
internal sealed class ScriptedIssuer(TimeProvider time) : ICertificateIssuer
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public LocalIssuer Authority { get; set; } = new("cluster.local", TimeSpan.FromHours(24), time);

    /// <summary>An answer that is on its way arrives although the request was cancelled.</summary>
    public bool AnswersLate { get; set; }

    public Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation)
    {
        var call = new Call(this, identity, cancellation);
        _calls.Writer.TryWrite(call);
        return AnswersLate ? call.Answer.Task : call.Answer.Task.WaitAsync(cancellation);
    }

    /// <summary>The next call that was made, waiting for it.</summary>
    public async Task<Call> NextAsync() => await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    internal sealed record Call(ScriptedIssuer Issuer, SpiffeId Identity, CancellationToken Cancellation)
    {
        public TaskCompletionSource<WorkloadCertificate> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task SucceedAsync() => Answer.SetResult(await Issuer.Authority.IssueAsync(Identity, Cancellation));

        public void Fail(string message) => Answer.SetException(new IssuanceException(message));
    }
}
