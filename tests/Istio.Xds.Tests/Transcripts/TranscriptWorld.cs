using Istio.Xds.Resources;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Transcripts;

/// <summary>
/// The resources behind a transcript, taken from its responses: what answers a request was there, what follows an event changed by it.
/// </summary>
internal sealed class TranscriptWorld
{
    private readonly Dictionary<string, HashSet<string>> _known = [];
    private readonly Dictionary<string, string> _aliases;
    private readonly IReadOnlyDictionary<string, string[]> _groups;

    // A type whose resources are inside those of another shows which of these have an inside.
    private readonly Dictionary<string, ResourceType> _inner;
    private int _content;

    public TranscriptWorld(IReadOnlyList<TranscriptLine> lines, IReadOnlyDictionary<string, string[]> groups)
    {
        _groups = groups;
        _aliases = lines.SelectMany(line => line.Aliases)
            .GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.First().Value);
        _inner = lines.Where(line => line.Kind == "response" && ResourceTypes.Of(line.TypeUrl).Container is not null)
            .SelectMany(line => line.Resources.Select(name => (Name: name, Type: ResourceTypes.Of(line.TypeUrl))))
            .DistinctBy(inner => inner.Name)
            .ToDictionary(inner => inner.Name, inner => inner.Type);
        View = ResourceView.Empty with { Version = "v" };
        foreach (var (typeUrl, names) in InitialNames(lines))
        {
            _known[typeUrl] = names;
            var type = ResourceTypes.Of(typeUrl);
            View = View.With(type, ResourceSet.Of(names.Select(name => Make(type, name))));
        }
    }

    public ResourceView View { get; private set; }

    /// <summary>Applies the event at <paramref name="index"/> as the responses after it show it.</summary>
    public void Apply(IReadOnlyList<TranscriptLine> lines, int index)
    {
        _content++;
        View = View with { Version = $"v{_content}" };
        for (var i = index + 1; i < lines.Count && IsEffect(lines[i]); i++)
        {
            if (lines[i].Kind == "response")
            {
                Apply(lines[i]);
            }
        }
    }

    public EncodedResource? Find(string typeUrl, string name) => View.Of(ResourceTypes.Of(typeUrl)).Find(name);

    private void Apply(TranscriptLine response)
    {
        var type = TypeOfSet(response);
        var known = _known.GetValueOrDefault(type.TypeUrl) ?? (_known[type.TypeUrl] = []);
        var unknown = response.Resources.Where(name => !known.Contains(name)).ToArray();
        // Istio sends more than changed: with something new in a response the rest of it is repetition, except among workloads.
        var changed = unknown.Length > 0 && type.Rule != SubscriptionRule.WildcardOrOnDemand ? unknown : response.Resources;
        View = View.With(type, View.Of(type).With(changed.Select(name => Make(type, name)), response.Removed));
        known.UnionWith(response.Resources);
        known.ExceptWith(response.Removed);
    }

    private static Dictionary<string, HashSet<string>> InitialNames(IReadOnlyList<TranscriptLine> lines)
    {
        var initial = new Dictionary<string, HashSet<string>>();
        var introduced = new HashSet<(string, string)>();
        var afterEvent = false;
        foreach (var line in lines)
        {
            afterEvent = line.Kind == "event" || (afterEvent && IsEffect(line));
            if (line.Kind != "response")
            {
                continue;
            }

            var typeUrl = TypeOfSet(line).TypeUrl;
            var names = initial.GetValueOrDefault(typeUrl) ?? (initial[typeUrl] = []);
            if (names.Count == 0)
            {
                names.UnionWith(line.Resources.Where(TranscriptLine.IsUnnamed));
            }

            foreach (var name in line.Resources.Where(name => !TranscriptLine.IsUnnamed(name)))
            {
                if (afterEvent && !names.Contains(name))
                {
                    introduced.Add((typeUrl, name));
                }
                else if (!introduced.Contains((typeUrl, name)))
                {
                    names.Add(name);
                }
            }
        }

        return initial;
    }

    private static ResourceType TypeOfSet(TranscriptLine response) =>
        ResourceTypes.Of(response.TypeUrl) is { Container: { } container } ? container : ResourceTypes.Of(response.TypeUrl);

    // Acknowledgements between the responses of one push do not end it.
    private static bool IsEffect(TranscriptLine line) =>
        line.Kind == "response" || (line.Kind == "request" && line.Nonce.Length > 0 && line.Subscribe.Count == 0 && line.Unsubscribe.Count == 0);

    private EncodedResource Make(ResourceType type, string name) =>
        TestResources.Make(type, name, _content, _aliases.TryGetValue(name, out var alias) ? [alias] : null, _groups.GetValueOrDefault(name), _inner.GetValueOrDefault(name));
}
