using System.Security.Cryptography;
using Google.Protobuf;
using Istio.Core.Values;

namespace Istio.Xds.Resources;

/// <summary>
/// One xDS resource, encoded once and shared by reference among all clients. Two of them are equal when their type, name and version are.
/// </summary>
public sealed class EncodedResource : IEquatable<EncodedResource>
{
    private readonly byte[] _frame;
    private readonly Range _stateFrame;
    private readonly Range _body;

    private EncodedResource(string typeUrl, string name, string version, ValueList<string> aliases, ValueList<string> groups, ResourceFrame frame)
    {
        TypeUrl = typeUrl;
        Name = name;
        Version = version;
        Aliases = aliases;
        Groups = groups;
        (_frame, _stateFrame, _body) = frame;
    }

    public string TypeUrl { get; }

    public string Name { get; }

    /// <summary>Hash of content and aliases, 16 hexadecimal digits: equal content has equal versions, also after a restart and on another replica.</summary>
    public string Version { get; }

    /// <summary>Other names a client may ask by; told to the client (delta).</summary>
    public ValueList<string> Aliases { get; }

    /// <summary>Names that bring this resource along when a client subscribes to them: a workload's services, its node. Not told to the client.</summary>
    public ValueList<string> Groups { get; }

    /// <summary>The bytes of this resource as an element of <c>DeltaDiscoveryResponse.resources</c>, tag and length included.</summary>
    public ReadOnlyMemory<byte> DeltaFrame => _frame;

    /// <summary>The bytes of this resource as an element of <c>DiscoveryResponse.resources</c>, tag and length included.</summary>
    public ReadOnlyMemory<byte> StateFrame => _frame.AsMemory(_stateFrame);

    /// <summary>The encoded message without envelope.</summary>
    public ReadOnlyMemory<byte> Body => _frame.AsMemory(_body);

    /// <summary>Encodes <paramref name="message"/>; equal content must come with its map entries in equal order, for the version hashes the bytes.</summary>
    public static EncodedResource Create(
        string typeUrl, string name, IMessage message, ValueList<string>? aliases = null, ValueList<string>? groups = null)
    {
        aliases ??= ValueList<string>.Empty;
        var body = message.ToByteArray();
        var version = HashOf(body, aliases);
        return new(typeUrl, name, version, aliases, groups ?? ValueList<string>.Empty, ResourceFrame.Encode(typeUrl, name, version, aliases, body));
    }

    public bool Equals(EncodedResource? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Version == other.Version && Name == other.Name && TypeUrl == other.TypeUrl && Groups.Equals(other.Groups));

    public override bool Equals(object? obj) => Equals(obj as EncodedResource);

    public override int GetHashCode() => HashCode.Combine(Name, Version);

    public override string ToString() => $"{Name}@{Version}";

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
