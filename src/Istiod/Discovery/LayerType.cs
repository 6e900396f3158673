using Istio.Translation.Proxies;

namespace Istiod.Discovery;

/// <summary>The resources of one type in one layer.</summary>
internal readonly record struct LayerType(Layer Layer, string TypeUrl);
