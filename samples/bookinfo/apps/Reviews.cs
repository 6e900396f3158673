using System.Text.Json.Nodes;

namespace Bookinfo;

/// <summary>What readers say. v1 shows no stars, v2 black ones, v3 red ones; stars come from ratings.</summary>
internal static class Reviews
{
    public static void Map(WebApplication app, HttpClient mesh, string version)
    {
        string? colour = version switch { "v2" => "black", "v3" => "red", _ => null };
        app.MapGet("/reviews/{id:int}", async (int id, CancellationToken cancel) => Results.Json(new JsonObject
        {
            ["id"] = id.ToString(),
            ["podname"] = $"reviews-{version}",
            ["reviews"] = new JsonArray(
                await ReviewAsync("Reviewer1", "Mistaken identities, told with speed and warmth. No mesh would have let them pass.", cancel),
                await ReviewAsync("Reviewer2", "Two pairs of twins and not one certificate among them. Still funny after four centuries.", cancel)),
        }));

        async Task<JsonNode> ReviewAsync(string reviewer, string text, CancellationToken cancel)
        {
            var review = new JsonObject { ["reviewer"] = reviewer, ["text"] = text };
            if (colour is not null)
            {
                review["rating"] = await RatingAsync(reviewer, colour, cancel);
            }

            return review;
        }

        async Task<JsonNode> RatingAsync(string reviewer, string starColour, CancellationToken cancel)
        {
            try
            {
                JsonNode? ratings = await mesh.GetFromJsonAsync<JsonNode>("http://ratings:9080/ratings/0", cancel);
                return new JsonObject { ["stars"] = ratings?["ratings"]?[reviewer]?.GetValue<int>(), ["color"] = starColour };
            }
            catch (HttpRequestException)
            {
                return new JsonObject { ["error"] = "ratings did not answer" };
            }
        }
    }
}
