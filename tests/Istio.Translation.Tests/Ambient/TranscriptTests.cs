using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Translation.Tests.Ambient;

public sealed class TranscriptTests
{
    /// <summary>Sent by Istio although nothing in it had changed.</summary>
    private static readonly Dictionary<string, string[]> SentUnchanged = new() { ["waypoint-label"] = ["Kubernetes//Pod/shop/cart-v1-a"] };

    /// <summary>The policy says the same with one repetition less; the recording ends without it.</summary>
    private static readonly Dictionary<string, string[]> NotSent = new() { ["delete PeerAuthentication"] = ["shop/converted_peer_authentication_web"] };

    [Fact]
    public void Each_change_touches_the_resources_that_Istio_sent_for_it()
    {
        var mesh = new TestMesh();
        foreach (var one in Decode(File.ReadAllText(Path.Combine(Transcript.InputFolder, "input.yaml"))))
        {
            mesh.Apply(new ObjectChange(one.Key, one));
        }

        var steps = Transcript.Steps();
        var changes = Transcript.Read();
        foreach (var change in changes)
        {
            var wanted = change.Sent.Except(SentUnchanged.GetValueOrDefault(change.Step, [])).Concat(NotSent.GetValueOrDefault(change.Step, []));

            Assert.Equal($"{change.Step}: {string.Join(" ", wanted)}", $"{change.Step}: {string.Join(" ", mesh.Apply(ChangeOf(change, steps)))}");
        }

        Assert.Equal(12, changes.Count);
    }

    private static ObjectChange ChangeOf(Transcript.Change change, IReadOnlyDictionary<string, string> steps)
    {
        if (steps.TryGetValue(change.Step, out var text))
        {
            var written = Assert.Single(Decode(text));
            return new ObjectChange(written.Key, written);
        }

        var words = change.Event.Split(' ');
        var name = words[2].Split('/');
        Assert.Equal("delete", words[0]);
        return new ObjectChange(new ObjectKey(Assert.Single(KindCatalog.Mesh.Written, kind => kind.Name == words[1]), ObjectName.Of(name[0], name[1])), null);
    }

    private static ValueList<ConfigObject> Decode(string text) =>
        ConfigDecoder.Decode("transcript", text, DecodeOptions.Stored).Select(document => document.Object).OfType<ConfigObject>().ToValueList();
}
