using System.Text.Json.Nodes;

namespace Bookinfo;

/// <summary>What readers say. v1 shows no stars, v2 black ones, v3 red ones; stars come from ratings.</summary>
internal static class Reviews
{
    public static void Map(WebApplication app, HttpClient mesh, string version)
    {
        var colour = version switch { "v2" => "black", "v3" => "red", _ => null };
        app.MapGet("/reviews/{id:int}", async (int id, CancellationToken cancel) =>
        {
            var stars = colour is null ? null : await StarsAsync(mesh, id, cancel);
            return Results.Json(new JsonObject
            {
                ["id"] = id.ToString(),
                ["podname"] = $"reviews-{version}",
                ["reviews"] = new JsonArray(
                    Review("Reviewer1", "Mistaken identities, told with speed and warmth. No mesh would have let them pass.", colour, stars),
                    Review("Reviewer2", "Two pairs of twins and not one certificate among them. Still funny after four centuries.", colour, stars)),
            });
        });
    }

    private static JsonObject Review(string reviewer, string text, string? colour, JsonNode? stars)
    {
        var review = new JsonObject { ["reviewer"] = reviewer, ["text"] = text };
        if (colour is not null)
        {
            review["rating"] = stars is null
                ? new JsonObject { ["error"] = "ratings does not answer" }
                : new JsonObject { ["stars"] = stars[reviewer]?.GetValue<int>(), ["color"] = colour };
        }

        return review;
    }

    /// <summary>Stars by reviewer; null when ratings does not answer.</summary>
    private static async Task<JsonNode?> StarsAsync(HttpClient mesh, int id, CancellationToken cancel)
    {
        try
        {
            var ratings = await mesh.GetFromJsonAsync<JsonNode>($"http://ratings:9080/ratings/{id}", cancel);
            return ratings?["ratings"];
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
}
