using Istio.Core.Files;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Core.Pods;

namespace Istioctl.Playground.Scenery;

/// <summary>Reads the pods of the scene from the files that istiod will read, too. What does not decode here will be reported by istiod.</summary>
internal static class SceneReader
{
    public static SceneLayout Read(SampleFiles files)
    {
        var pods = new List<Pod>();
        foreach (var file in Directory.EnumerateFiles(files.Config, "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (var document in ConfigDecoder.Decode(Path.GetFileName(file), RegularFile.ReadText(file), DecodeOptions.Files))
            {
                if (document.Object is Pod pod)
                {
                    pods.Add(pod);
                }
            }
        }

        return SceneLayout.From(pods);
    }
}
