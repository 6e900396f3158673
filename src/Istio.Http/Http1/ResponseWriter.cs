using System.Globalization;
using System.Text;
using Istio.Reactor;

namespace Istio.Http.Http1;

/// <summary>Writes responses, always with Content-Length.</summary>
internal sealed class ResponseWriter(ByteStream stream)
{
    public static ReadOnlyMemory<byte> Continue { get; } = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    /// <returns>False when the client is gone.</returns>
    public async ValueTask<bool> WriteAsync(Http1Response response, bool withContent, bool keepAlive)
    {
        var head = Encoding.Latin1.GetBytes(Head(response, keepAlive));
        return await SendAsync(head) && (!withContent || await SendAsync(response.Content));
    }

    /// <returns>False when the client is gone.</returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = stream.TryWrite(bytes.Span);
            if (count == ByteStream.Failed)
            {
                return false;
            }

            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
            }

            bytes = bytes[Math.Max(count, 0)..];
        }

        return true;
    }

    private string Head(Http1Response response, bool keepAlive)
    {
        var head = new StringBuilder();
        var date = stream.Loop.Time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {ReasonPhrase(response.Status)}\r\nDate: {date}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Type: {response.ContentType}\r\nContent-Length: {response.Content.Length}\r\n");
        foreach (var (name, value) in response.Fields)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return head.Append(keepAlive ? "\r\n" : "Connection: close\r\n\r\n").ToString();
    }

    private static string ReasonPhrase(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "",
    };
}
