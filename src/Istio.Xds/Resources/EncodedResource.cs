using System.Security.Cryptography;
using Google.Protobuf;
using Istio.Core.Values;

namespace Istio.Xds.Resources;

/// <summary>
/// One xDS resource, encoded once and shared by reference among all clients. Two of them are equal when their type, name and version are.
/// </summary>
public sealed class EncodedResource : IEquatable<EncodedResource>
{
    private readonly ResourceFrame _frame;
    private readonly string? _innerTypeUrl;
    private EncodedResource? _inner;

    private EncodedResource(
        string typeUrl, string name, string version, ValueList<string> aliases, ValueList<string> groups, ResourceFrame frame, string? innerTypeUrl)
    {
        _innerTypeUrl = innerTypeUrl;
        TypeUrl = typeUrl;
        Name = name;
        Version = version;
        Aliases = aliases;
        Groups = groups;
        _frame = frame;
    }

    public string TypeUrl { get; }

    public string Name { get; }

    /// <summary>Hash of content and aliases, 16 hexadecimal digits: equal content has equal versions, also after a restart and on another replica.</summary>
    public string Version { get; }

    /// <summary>Other names a client may ask by; told to a client that asks by name (delta).</summary>
    public ValueList<string> Aliases { get; }

    /// <summary>Names that bring this resource along when a client subscribes to them: a workload's services, its node. Not told to the client.</summary>
    public ValueList<string> Groups { get; }

    /// <summary>The bytes of this resource as an element of <c>DiscoveryResponse.resources</c>, tag and length included.</summary>
    public ReadOnlyMemory<byte> StateFrame => _frame.Bytes.AsMemory(_frame.StateFrame);

    /// <summary>The encoded message without envelope.</summary>
    public ReadOnlyMemory<byte> Body => _frame.Bytes.AsMemory(_frame.Body);

    /// <summary>The encoded <c>Resource</c> message, an element of <c>DeltaDiscoveryResponse.resources</c> without its tag and length.</summary>
    public ReadOnlyMemory<byte> Delta(bool withAliases) => withAliases ? _frame.Bytes : _frame.Bytes.AsMemory(0, _frame.Unaliased);

    /// <summary>
    /// The message inside this one as a resource of its own type, with the same name, aliases and version; null when there is none. Encoded when the
    /// first client asks for that type, and shared like any other: while nobody does, it costs nothing.
    /// </summary>
    public EncodedResource? Inner => _innerTypeUrl is null ? null : Volatile.Read(ref _inner) ?? EncodeInner(_innerTypeUrl);

    /// <summary>Encodes <paramref name="message"/>; equal content must come with its map entries in equal order, for the version hashes the bytes.</summary>
    /// <param name="innerTypeUrl">Type of the one message that <paramref name="message"/> consists of, when that is served by itself too.</param>
    public static EncodedResource Create(
        string typeUrl, string name, IMessage message, ValueList<string>? aliases = null, ValueList<string>? groups = null, string? innerTypeUrl = null)
    {
        aliases ??= ValueList<string>.Empty;
        return Encode(typeUrl, name, message.ToByteArray(), aliases, groups ?? ValueList<string>.Empty, innerTypeUrl);
    }

    /// <summary>A resource whose content is no message: the debug types of Istio carry a page of text.</summary>
    public static EncodedResource OfBytes(string typeUrl, string name, ReadOnlySpan<byte> body) =>
        Encode(typeUrl, name, body, ValueList<string>.Empty, ValueList<string>.Empty);

    public bool Equals(EncodedResource? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Version == other.Version && Name == other.Name && TypeUrl == other.TypeUrl && Groups.Equals(other.Groups));

    public override bool Equals(object? obj) => Equals(obj as EncodedResource);

    public override int GetHashCode() => HashCode.Combine(Name, Version);

    public override string ToString() => $"{Name}@{Version}";

    private static EncodedResource Encode(
        string typeUrl, string name, ReadOnlySpan<byte> body, ValueList<string> aliases, ValueList<string> groups, string? innerTypeUrl = null)
    {
        var version = HashOf(body, aliases);
        return new(typeUrl, name, version, aliases, groups, ResourceFrame.Encode(typeUrl, name, version, aliases, body), innerTypeUrl);
    }

    // Streams on several loops may ask at once: one of the results is kept, so that all clients share its bytes. The version is that of the whole, for
    // it says as much, and what a client brings along is compared by it.
    private EncodedResource EncodeInner(string typeUrl)
    {
        var frame = ResourceFrame.Encode(typeUrl, Name, Version, Aliases, Wire.OnlyContent(Body.Span));
        var inner = new EncodedResource(typeUrl, Name, Version, Aliases, Groups, frame, innerTypeUrl: null);
        return Interlocked.CompareExchange(ref _inner, inner, null) ?? inner;
    }

    private static string HashOf(ReadOnlySpan<byte> body, ValueList<string> aliases)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        foreach (var alias in aliases)
        {
            hash.AppendData([0]);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(alias));
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..8]);
    }
}
