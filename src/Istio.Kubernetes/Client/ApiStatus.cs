using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Istio.Kubernetes.Client;

/// <summary>Reads the object <c>Status</c> by which an API server explains a failure.</summary>
internal static class ApiStatus
{
    private const int MostShown = 1024;

    /// <param name="status">Of the response; for a failure inside a watch, what counts when the object says none.</param>
    public static ApiException Read(HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var message))
            {
                var code = root.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) && value > 0 ? (HttpStatusCode)value : status;
                return new(code, root.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "", Shorten(message.GetString() ?? ""), retryAfter);
            }
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            // What stands between us and the server answers in whatever form.
        }

        var text = Shorten(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MostShown)]).Trim());
        return new(status, "", string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}{(text.Length > 0 ? $": {text}" : "")}"), retryAfter);
    }

    private static string Shorten(string text) => text.Length <= MostShown ? text : $"{text.AsSpan(0, MostShown)}...";
}
