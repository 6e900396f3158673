using Istio.Core.Files;

namespace Istio.Security.ControlPlane;

/// <summary>
/// The token a proxy shows to istiod: the value of <c>AUTH_TOKEN</c>, which is a path or the token itself. Kubernetes renews the file, so
/// it is read at each call.
/// </summary>
public sealed class BearerToken
{
    private readonly string? _path;
    private readonly string _literal = "";

    private BearerToken(string? path, string literal)
    {
        _path = path;
        _literal = literal;
    }

    /// <summary>No token is sent.</summary>
    public static BearerToken None { get; } = new(null, "");

    /// <summary>A setting that contains a path separator or names an existing file is a path.</summary>
    public static BearerToken From(string setting) => setting.Contains('/') || FileStamp.OfEntry(setting) is not null ? new(setting, "") : new(null, setting);

    /// <summary>The token; empty when there is none to send.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public ValueTask<string> ReadAsync(CancellationToken cancellation)
    {
        if (_path is null)
        {
            return ValueTask.FromResult(_literal);
        }

        try
        {
            return ValueTask.FromResult(RegularFile.ReadText(_path).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"token {_path} cannot be read: {e.Message}", e);
        }
    }
}
