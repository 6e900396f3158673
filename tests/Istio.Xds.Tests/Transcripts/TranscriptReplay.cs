using System.Buffers;
using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istio.Xds.Tests.Transcripts;

/// <summary>
/// Feeds a recorded client to a server stream and compares the answers. We may leave out what the client holds at the same content, and a response that
/// consists of nothing else; every other difference fails unless it is one of <paramref name="deviations"/> (by recorded nonce).
/// </summary>
internal sealed class TranscriptReplay(
    IReadOnlyList<TranscriptLine> lines, TranscriptWorld world, string nodeGroup, IReadOnlyDictionary<string, string> deviations)
{
    private readonly Queue<XdsResponse> _pending = new();
    private readonly Dictionary<string, string> _nonces = [];
    private readonly HashSet<string> _omitted = [];
    private readonly Dictionary<(string, string), string> _held = [];
    private ServerStream? _stream;
    private XdsVariant _variant;
    private int _streams;

    public int Compared { get; private set; }

    public void Run()
    {
        for (var i = 0; i < lines.Count; i++)
        {
            Step(i);
        }

        ExpectNothing("the end");
    }

    private void Step(int index)
    {
        var line = lines[index];
        switch (line.Kind)
        {
            case "connect":
                ExpectNothing("the next stream");
                Connect(line.Text == "DeltaAggregatedResources" ? XdsVariant.Delta : XdsVariant.StateOfTheWorld);
                break;
            case "request" when !(_omitted.Contains(line.Nonce) && line.Subscribe.Count == 0):
                if (line.Nonce.Length == 0 || line.Subscribe.Count > 0)
                {
                    // An acknowledgement may come between the responses of one push.
                    ExpectNothing($"line {index + 1}, a request");
                }

                Receive(line);
                Drain();
                break;
            case "event":
                ExpectNothing($"line {index + 1}, an event");
                world.Apply(lines, index);
                _stream!.Update(world.View);
                Drain();
                break;
            case "response":
                Compare(line);
                break;
            case "quiet":
                ExpectNothing($"line {index + 1}, quiet");
                break;
        }
    }

    private void Connect(XdsVariant variant)
    {
        _variant = variant;
        _held.Clear();
        _stream = new(variant, world.View, $"s{++_streams}-", nodeGroup);
    }

    private void Receive(TranscriptLine line)
    {
        var nonce = line.Nonce.Length == 0 ? "" : _nonces.GetValueOrDefault(line.Nonce, "of another stream");
        var error = line.IsRejection ? new Google.Rpc.Status { Message = "rejected" } : null;
        if (_variant == XdsVariant.Delta)
        {
            var request = new DeltaDiscoveryRequest { TypeUrl = line.TypeUrl, ResponseNonce = nonce, ErrorDetail = error };
            request.ResourceNamesSubscribe.Add(line.Subscribe);
            request.ResourceNamesUnsubscribe.Add(line.Unsubscribe);
            foreach (var name in line.Brought)
            {
                request.InitialResourceVersions[name] = "";
            }

            _stream!.Receive(request);
        }
        else
        {
            var request = new DiscoveryRequest { TypeUrl = line.TypeUrl, ResponseNonce = nonce, ErrorDetail = error };
            request.ResourceNames.Add(line.Subscribe);
            _stream!.Receive(request);
        }
    }

    private void Drain()
    {
        while (_stream!.TryNext(out var response))
        {
            _pending.Enqueue(response);
        }
    }

    private void Compare(TranscriptLine expected)
    {
        if (deviations.ContainsKey(expected.Nonce))
        {
            _omitted.Add(expected.Nonce);
            return;
        }

        if (!_pending.TryPeek(out var ours) || ours.Type.TypeUrl != expected.TypeUrl)
        {
            Assert.True(expected.Removed.Count == 0 && expected.Resources.All(name => IsHeld(expected.TypeUrl, name)), $"response {expected.Nonce} is missing");
            _omitted.Add(expected.Nonce);
            return;
        }

        _pending.Dequeue();
        Compared++;
        _nonces[expected.Nonce] = ours.Nonce;
        CompareResources(expected, ours);
    }

    private void CompareResources(TranscriptLine expected, XdsResponse ours)
    {
        if (expected.Resources.Any(TranscriptLine.IsUnnamed))
        {
            // A state of the world response of unnamed resources shows only how many.
            Assert.NotEmpty(ours.Resources);
            return;
        }

        var names = ours.Resources.Select(resource => resource.Name).ToHashSet();
        Assert.Subset(expected.Resources.ToHashSet(), names);
        Assert.All(expected.Resources.Except(names), name => Assert.True(IsHeld(expected.TypeUrl, name), $"response {expected.Nonce} lacks {name}"));
        Assert.Equal(expected.Removed.Order(), ours.Removed.Order());
        CompareAliases(expected, ours);
        foreach (var resource in ours.Resources)
        {
            _held[(expected.TypeUrl, resource.Name)] = resource.Version;
        }
    }

    private void CompareAliases(TranscriptLine expected, XdsResponse ours)
    {
        if (_variant == XdsVariant.Delta)
        {
            var sent = new ArrayBufferWriter<byte>();
            ours.WriteTo(sent);
            Assert.All(
                DeltaDiscoveryResponse.Parser.ParseFrom(sent.WrittenSpan).Resources,
                resource => Assert.Equal(expected.Aliases.TryGetValue(resource.Name, out var alias) ? [alias] : [], resource.Aliases));
        }
    }

    private bool IsHeld(string typeUrl, string name) =>
        world.Find(typeUrl, name) is { } current && _held.TryGetValue((typeUrl, name), out var version) && version == current.Version;

    private void ExpectNothing(string before)
    {
        // Istio leaves a first request of PCDS without answer when it has no bundle; an empty answer tells the client that it can go on.
        while (_pending.TryPeek(out var response) && response.Type == ResourceTypes.ProxyConfig && response.Resources.Count == 0)
        {
            _pending.Dequeue();
        }

        var unexpected = _pending.Select(response => $"{response.Type} {string.Join(",", response.Resources)} -{string.Join(",", response.Removed)}");
        Assert.True(_pending.Count == 0, $"unexpected response before {before}: {string.Join("; ", unexpected)}");
    }
}
