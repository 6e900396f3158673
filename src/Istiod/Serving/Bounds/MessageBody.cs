using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Istiod.Serving.Bounds;

/// <summary>Puts a reader in the place of the web server's.</summary>
internal sealed record MessageBody(PipeReader Reader) : IRequestBodyPipeFeature;
