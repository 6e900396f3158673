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
    public static BearerToken From(string setting) => setting.Contains('/') || File.Exists(setting) ? new(setting, "") : new(null, setting);

    /// <summary>The token; empty when there is none to send.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken cancellation)
    {
        if (_path is null)
        {
            return _literal;
        }

        try
        {
            return (await File.ReadAllTextAsync(_path, cancellation)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"token {_path} cannot be read: {e.Message}", e);
        }
    }
}
