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

    private EncodedResource(string typeUrl, string name, string version, ValueList<string> aliases, ValueList<string> groups, ResourceFrame frame)
    {
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

    /// <summary>Encodes <paramref name="message"/>; equal content must come with its map entries in equal order, for the version hashes the bytes.</summary>
    public static EncodedResource Create(
        string typeUrl, string name, IMessage message, ValueList<string>? aliases = null, ValueList<string>? groups = null)
    {
        aliases ??= ValueList<string>.Empty;
        return Encode(typeUrl, name, message.ToByteArray(), aliases, groups ?? ValueList<string>.Empty);
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

    private static EncodedResource Encode(string typeUrl, string name, ReadOnlySpan<byte> body, ValueList<string> aliases, ValueList<string> groups)
    {
        var version = HashOf(body, aliases);
        return new(typeUrl, name, version, aliases, groups, ResourceFrame.Encode(typeUrl, name, version, aliases, body));
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
