using System.Buffers;
using Istio.Core.Values;
using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>A response ready to be written; resource bytes are shared with all other clients and copied only into the output.</summary>
public sealed class XdsResponse
{
    private const byte SystemVersion = (1 << 3) | 2;
    private const byte TypeUrlField = (4 << 3) | 2;
    private const byte NonceField = (5 << 3) | 2;
    private const byte RemovedField = (6 << 3) | 2;

    // Tag, and as many bytes as the largest length takes.
    private const int LongestHeader = 6;

    private readonly bool _withAliases;

    /// <param name="withAliases">Tell the client the other names of resources (delta only).</param>
    internal XdsResponse(
        XdsVariant variant,
        ResourceType type,
        string nonce,
        string version,
        IReadOnlyList<EncodedResource> resources,
        IReadOnlyList<string> removed,
        bool withAliases = false)
    {
        _withAliases = withAliases;
        Variant = variant;
        Type = type;
        Nonce = nonce;
        Version = version;
        Resources = resources;
        Removed = removed;
        Size = Measure();
    }

    public XdsVariant Variant { get; }

    public ResourceType Type { get; }

    public string Nonce { get; }

    /// <summary>Version of the push, not of the content.</summary>
    public string Version { get; }

    public IReadOnlyList<EncodedResource> Resources { get; }

    /// <summary>Names the client must forget; empty on a state of the world stream.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>The resources as bytes to be written as they are, when the response carries a whole set; else null, and they are written one by one.</summary>
    /// <remarks>Looked up anew at each use: a field would cost every response.</remarks>
    public ValueList<ReadOnlyMemory<byte>>? Blocks =>
        // Blocks have no aliases inside; state of the world responses never have any.
        Resources is not WholeSet whole ? null
        : Variant == XdsVariant.StateOfTheWorld ? whole.StateBlocks
        : _withAliases ? null
        : whole.DeltaBlocks;

    /// <summary>Encoded length in bytes.</summary>
    public int Size { get; }

    /// <summary>Writes a <c>DeltaDiscoveryResponse</c> or <c>DiscoveryResponse</c>: exactly <see cref="Size"/> bytes.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        WriteHead(output);
        if (Blocks is { } blocks)
        {
            foreach (var block in blocks)
            {
                output.Write(block.Span);
            }

            return;
        }

        for (var i = 0; i < Resources.Count; i++)
        {
            WriteResource(i, output);
        }
    }

    /// <summary>As <see cref="WriteTo(IBufferWriter{byte})"/>, for a response that fits into one span.</summary>
    /// <param name="target">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> target)
    {
        target = Put(target, SystemVersion, Version);
        target = Put(target, TypeUrlField, Type.TypeUrl);
        target = Put(target, NonceField, Nonce);
        for (var i = 0; i < Removed.Count; i++)
        {
            target = Put(target, RemovedField, Removed[i]);
        }

        for (var i = 0; i < Resources.Count; i++)
        {
            var isDelta = Variant == XdsVariant.Delta;
            var bytes = isDelta ? Resources[i].Delta(_withAliases).Span : Resources[i].StateFrame.Span;
            var header = isDelta ? Wire.WriteHeader(target, ResourceFrame.ElementTag, bytes.Length) : 0;
            bytes.CopyTo(target[header..]);
            target = target[(header + bytes.Length)..];
        }
    }

    /// <summary>Writes all fields but the resources. Protobuf lets fields come in any order, so the rest may follow piece by piece.</summary>
    public void WriteHead(IBufferWriter<byte> output)
    {
        WriteText(output, SystemVersion, Version);
        WriteText(output, TypeUrlField, Type.TypeUrl);
        WriteText(output, NonceField, Nonce);
        foreach (var name in Removed)
        {
            WriteText(output, RemovedField, name);
        }
    }

    /// <returns>The bytes written.</returns>
    public int WriteResource(int index, IBufferWriter<byte> output)
    {
        var resource = Resources[index];
        if (Variant == XdsVariant.StateOfTheWorld)
        {
            output.Write(resource.StateFrame.Span);
            return resource.StateFrame.Length;
        }

        var message = resource.Delta(_withAliases).Span;
        var header = Wire.WriteHeader(output.GetSpan(LongestHeader), ResourceFrame.ElementTag, message.Length);
        output.Advance(header);
        output.Write(message);
        return header + message.Length;
    }

    private int SizeOf(EncodedResource resource) =>
        Variant == XdsVariant.Delta ? Wire.FieldSize(resource.Delta(_withAliases).Length) : resource.StateFrame.Length;

    private int Measure()
    {
        var size = Wire.TextSize(Version) + Wire.TextSize(Type.TypeUrl) + Wire.TextSize(Nonce);
        foreach (var name in Removed)
        {
            size += Wire.TextSize(name);
        }

        if (Blocks is { } blocks)
        {
            foreach (var block in blocks)
            {
                size = checked(size + block.Length);
            }

            return size;
        }

        for (var i = 0; i < Resources.Count; i++)
        {
            size = checked(size + SizeOf(Resources[i]));
        }

        return size;
    }

    private static Span<byte> Put(Span<byte> target, byte tag, string text) => text.Length == 0 ? target : target[Wire.WriteText(target, tag, text)..];

    private static void WriteText(IBufferWriter<byte> output, byte tag, string text)
    {
        if (text.Length > 0)
        {
            var span = output.GetSpan(Wire.TextSize(text));
            output.Advance(Wire.WriteText(span, tag, text));
        }
    }
}
