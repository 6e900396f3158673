using System.Text;

namespace Istio.Http.Http1;

/// <summary>A response with all of its content.</summary>
/// <param name="Status">Final status, 200 to 599, other than 204 and 304.</param>
/// <param name="ContentType">Media type of the content.</param>
/// <param name="Content">May be empty.</param>
public sealed record Http1Response(int Status, string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>Further fields, for instance <c>Allow</c>. Names and values are the program's own, never a client's.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    public static Http1Response Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public static Http1Response Json(ReadOnlyMemory<byte> content) => new(200, "application/json", content);
}
