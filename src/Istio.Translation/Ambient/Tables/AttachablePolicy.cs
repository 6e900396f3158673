using Istio.Core.Values;

namespace Istio.Translation.Ambient.Tables;

/// <summary>A policy as far as workloads depend on it: whom it selects. Its rules may change without touching them.</summary>
internal sealed record AttachablePolicy(string Namespace, string ResourceName, ValueMap<string, string> Selector);
