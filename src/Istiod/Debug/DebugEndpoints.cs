using System.Text;
using System.Text.Encodings.Web;

namespace Istiod.Debug;

/// <summary><c>/debug</c> and everything below on HTTP.</summary>
internal sealed class DebugEndpoints(DebugPages pages, DebugAuthorization authorization)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/debug", WriteIndexAsync);
        endpoints.MapGet("/debug/{page}", ServeAsync);
    }

    private async Task ServeAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["page"]!;
        var access = DebugAccess.Everything;
        if (pages.Has(name))
        {
            access = await authorization.DecideAsync(context, name);
            if (access.Status != StatusCodes.Status200OK)
            {
                context.Response.StatusCode = access.Status;
                return;
            }
        }

        var page = pages.Render(name, context.Request.Query, access);
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = page.ContentType;
        await context.Response.Body.WriteAsync(page.Body, context.RequestAborted);
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
