using Bookinfo;

if (!AppSettings.TryParse(args, out AppSettings? settings, out string? problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.Address));

await using WebApplication app = builder.Build();
using HttpClient mesh = MeshClient.Create(settings.MeshEntry);
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
