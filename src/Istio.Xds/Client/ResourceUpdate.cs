namespace Istio.Xds.Client;

/// <summary>One response: what is new or changed and what is gone, to be applied together.</summary>
/// <param name="PushVersion">The server's name for the push.</param>
public sealed record ResourceUpdate(string TypeUrl, IReadOnlyList<ReceivedResource> Resources, IReadOnlyList<string> Removed, string PushVersion);
