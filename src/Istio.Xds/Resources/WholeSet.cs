using System.Collections;
using Istio.Core.Values;

namespace Istio.Xds.Resources;

/// <summary>
/// All resources of a set in one form, by name. Every client that asks for everything is sent the same bytes: they are laid out once, in blocks that
/// are written as they are, when the first such client comes.
/// </summary>
internal sealed class WholeSet(EncodedResource[] resources) : IReadOnlyList<EncodedResource>
{
    /// <summary>Bytes of a block, unless a single resource is larger: what a connection takes at a time.</summary>
    public const int BlockSize = 32 * 1024;

    // Tag, and as many bytes as the largest length takes.
    private const int LongestHeader = 6;

    private volatile ValueList<ReadOnlyMemory<byte>>? _deltaBlocks;
    private volatile ValueList<ReadOnlyMemory<byte>>? _stateBlocks;

    public int Count => resources.Length;

    /// <summary>The field <c>DeltaDiscoveryResponse.resources</c>, without aliases: who has everything looks names up for itself.</summary>
    public ValueList<ReadOnlyMemory<byte>> DeltaBlocks => _deltaBlocks ??= LayOut(static (resource, target) =>
    {
        var message = resource.Delta(withAliases: false).Span;
        var header = Wire.WriteHeader(target, ResourceFrame.ElementTag, message.Length);
        message.CopyTo(target[header..]);
        return header + message.Length;
    });

    /// <summary>The field <c>DiscoveryResponse.resources</c>.</summary>
    public ValueList<ReadOnlyMemory<byte>> StateBlocks => _stateBlocks ??= LayOut(static (resource, target) =>
    {
        resource.StateFrame.Span.CopyTo(target);
        return resource.StateFrame.Length;
    });

    public EncodedResource this[int index] => resources[index];

    public IEnumerator<EncodedResource> GetEnumerator() => ((IEnumerable<EncodedResource>)resources).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => resources.GetEnumerator();

    private ValueList<ReadOnlyMemory<byte>> LayOut(FrameWriter write)
    {
        var blocks = new List<ReadOnlyMemory<byte>>();
        var block = Array.Empty<byte>();
        var used = 0;
        foreach (var resource in resources)
        {
            var needed = resource.Delta(withAliases: false).Length + LongestHeader;
            if (needed > block.Length - used)
            {
                blocks.Add(block.AsMemory(0, used));
                block = new byte[Math.Max(BlockSize, needed)];
                used = 0;
            }

            used += write(resource, block.AsSpan(used));
        }

        blocks.Add(block.AsMemory(0, used));
        return [.. blocks.Where(part => part.Length > 0)];
    }

    private delegate int FrameWriter(EncodedResource resource, Span<byte> target);
}
