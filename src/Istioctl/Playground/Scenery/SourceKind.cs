namespace Istioctl.Playground.Scenery;

/// <summary>What istiod reads the scene from.</summary>
internal enum SourceKind
{
    Files,
    ApiServer,
}
