using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Tests.Decoding;

/// <summary>Short ways to decode in tests.</summary>
internal static class Decode
{
    public static ValueList<DecodedDocument> File(string text) => ConfigDecoder.Decode("mesh.yaml", text, DecodeOptions.Files);

    public static DecodedDocument One(string text) => Assert.Single(File(text));

    public static T Object<T>(string text)
        where T : ConfigObject
    {
        var document = One(text);
        Assert.Empty(document.Findings);
        return Assert.IsType<T>(document.Object);
    }

    /// <summary>The only finding of the only document.</summary>
    public static Finding Mistake(string text) => Assert.Single(One(text).Findings);
}
