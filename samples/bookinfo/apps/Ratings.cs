namespace Bookinfo;

/// <summary>Stars for a book, from one to five.</summary>
internal static class Ratings
{
    public static void Map(WebApplication app) => app.MapGet("/ratings/{id:int}", (int id) => Results.Json(new
    {
        id,
        ratings = new { Reviewer1 = 5, Reviewer2 = 4 },
    }));
}
