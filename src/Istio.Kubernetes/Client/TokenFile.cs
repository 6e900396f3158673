using System.Net.Http.Headers;
using Istio.Core.Files;

namespace Istio.Kubernetes.Client;

/// <summary>A token that kubelet renews in a file. It is read again after a minute, and at once when the server has refused it.</summary>
internal sealed class TokenFile(string path, TimeProvider time) : IApiCredentials
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private volatile Reading? _last;

    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellation)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < Kept)
        {
            return ValueTask.FromResult<AuthenticationHeaderValue?>(last.Header);
        }

        var header = new AuthenticationHeaderValue("Bearer", Read());
        _last = new(header, time.GetTimestamp());
        return ValueTask.FromResult<AuthenticationHeaderValue?>(header);
    }

    public void Refuse() => _last = null;

    private string Read()
    {
        try
        {
            return RegularFile.ReadText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the token {path} of the API server's client cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private sealed record Reading(AuthenticationHeaderValue Header, long At);
}
