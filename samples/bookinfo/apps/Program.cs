using Bookinfo;

if (!AppSettings.TryParse(args, out var settings, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.Address));

await using var app = builder.Build();
using var mesh = MeshClient.Create(settings.MeshEntry);
switch (settings.Role)
{
    case Role.ProductPage: ProductPage.Map(app, mesh); break;
    case Role.Details: Details.Map(app); break;
    case Role.Reviews: Reviews.Map(app, mesh, settings.Version); break;
    case Role.Ratings: Ratings.Map(app); break;
}

app.MapGet("/health", () => Results.Json(new { status = $"{settings.Role} is healthy" }));
await app.StartAsync();
Console.WriteLine($"{settings.Role} {settings.Version} listens on {settings.Address}");
await app.WaitForShutdownAsync();
return 0;
