using Istio.Core.Net;

namespace Ztunnel.Proxy;

/// <summary>A workload to serve and where.</summary>
/// <param name="Listen">The address of the listeners.</param>
/// <param name="Bind">The source address of what is dialled for it; null leaves it to the kernel.</param>
internal sealed record ServedPlace(LocalWorkload Workload, IpAddress Listen, IpAddress? Bind);
