using System.Text;
using System.Text.Json.Nodes;

namespace Bookinfo;

/// <summary>The page of a book: its details and its reviews, each from another application. A part that does not answer is left out and named.</summary>
internal static class ProductPage
{
    private const string Title = "The Comedy of Errors";

    public static void Map(WebApplication app, HttpClient mesh)
    {
        app.MapGet("/api/v1/products", () => Results.Json(new[] { new { id = 0, title = Title } }));
        app.MapGet("/api/v1/products/{id:int}", (int id, CancellationToken cancel) => PartAsync(mesh, $"http://details:9080/details/{id}", cancel));
        app.MapGet("/api/v1/products/{id:int}/reviews", (int id, CancellationToken cancel) => PartAsync(mesh, $"http://reviews:9080/reviews/{id}", cancel));
        app.MapGet("/productpage", async (HttpRequest request, CancellationToken cancel) =>
        {
            var page = await AssembleAsync(mesh, cancel);
            var status = page["missing"] is JsonArray { Count: > 0 } ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
                ? Results.Text(Html(page), "text/html", Encoding.UTF8, status)
                : Results.Json(page, statusCode: status);
        });
    }

    private static async Task<IResult> PartAsync(HttpClient mesh, string url, CancellationToken cancel) =>
        await FetchAsync(mesh, url, cancel) is { } part ? Results.Json(part) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonObject> AssembleAsync(HttpClient mesh, CancellationToken cancel)
    {
        var details = FetchAsync(mesh, "http://details:9080/details/0", cancel);
        var reviews = FetchAsync(mesh, "http://reviews:9080/reviews/0", cancel);
        var page = new JsonObject { ["title"] = Title, ["details"] = await details, ["reviews"] = await reviews };

        var missing = new JsonArray();
        if (page["details"] is null)
        {
            missing.Add((JsonNode)"details");
        }

        if (page["reviews"] is null)
        {
            missing.Add((JsonNode)"reviews");
        }
        else if (page["reviews"]!["reviews"]!.AsArray().Any(review => review?["rating"]?["error"] is not null))
        {
            missing.Add((JsonNode)"ratings");
        }

        page["missing"] = missing;
        return page;
    }

    private static async Task<JsonNode?> FetchAsync(HttpClient mesh, string url, CancellationToken cancel)
    {
        try
        {
            return await mesh.GetFromJsonAsync<JsonNode>(url, cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Html(JsonObject page)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><title>{Title}</title><h1>{Title}</h1>");
        html.Append($"<h2>Details</h2><p>{page["details"]?["author"] ?? "Details do not answer."}</p>");
        html.Append($"<h2>Reviews</h2><p>from {page["reviews"]?["podname"] ?? "nobody: reviews does not answer."}</p>");
        foreach (var review in page["reviews"]?["reviews"]?.AsArray() ?? [])
        {
            html.Append($"<blockquote>{review?["text"]}<br>{review?["reviewer"]}, {review?["rating"]?["stars"]?.ToString() ?? "no"} stars</blockquote>");
        }

        return html.ToString();
    }
}
