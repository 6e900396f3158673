using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Debug;

/// <summary><c>/debug</c> and everything below on HTTP.</summary>
internal sealed class DebugEndpoints(DebugPages pages, DebugAuthorization authorization)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/debug", WriteIndexAsync);
        endpoints.MapGet("/debug/{page}", ServeAsync);
    }

    private async Task ServeAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["page"]!;
        var page = pages.Find(name);
        if (page is null && name != "list")
        {
            await RefuseAsync(context, new PageFailure(StatusCodes.Status404NotFound, "404 page not found\n"));
            return;
        }

        var access = await authorization.DecideAsync(context, name);
        if (access.Status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = access.Status;
            return;
        }

        await WriteAsync(context, page, access);
    }

    // The whole page is made before the first byte is sent, so that a failure still has a status.
    private async Task WriteAsync(HttpContext context, DebugPage? page, DebugAccess access)
    {
        using var body = new MemoryStream();
        PageFailure? failure = null;
        await using (var json = new Utf8JsonWriter(body, context.Request.Query.ContainsKey("pretty") ? Pretty : Compact))
        {
            if (page is null)
            {
                pages.WriteList(json);
            }
            else
            {
                failure = page.Write(DebugQuery.Of(context.Request.Query, access), json);
                if (failure is not null)
                {
                    json.Reset(Stream.Null);
                }
            }
        }

        if (failure is not null)
        {
            await RefuseAsync(context, failure);
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, PageFailure failure)
    {
        context.Response.StatusCode = failure.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(failure.Text, context.RequestAborted);
    }

    private Task WriteIndexAsync(HttpContext context)
    {
        var html = new StringBuilder("<html>\n<head>\n<title>Pilot Debug Console</title>\n</head>\n<body>\n<table>\n");
        html.Append("<tr><th>Endpoint</th><th>Description</th></tr>\n");
        foreach (var page in pages.All)
        {
            var description = HtmlEncoder.Default.Encode(page.Description);
            html.Append(null, $"<tr><td><a href='/debug/{page.Name}'>/debug/{page.Name}</a></td><td>{description}</td></tr>\n");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html.Append("</table>\n</body>\n</html>\n").ToString(), context.RequestAborted);
    }
}
