namespace Istio.Model.Kinds.Core.Pods;

/// <param name="Name">Empty when the port has none; services refer to it by this name.</param>
/// <param name="Protocol">An API server writes <c>TCP</c> when nothing was given; an object that never passed one may have nothing here.</param>
public sealed record ContainerPort(string Name, int Port, string Protocol);
