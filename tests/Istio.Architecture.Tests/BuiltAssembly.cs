using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Istio.Architecture.Tests;

/// <summary>What a built assembly refers to, read from its metadata without loading it.</summary>
internal sealed class BuiltAssembly
{
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private BuiltAssembly(string name, IReadOnlySet<string> assemblies, IReadOnlySet<string> types, IReadOnlySet<string> members)
    {
        Name = name;
        Assemblies = assemblies;
        Types = types;
        Members = members;
    }

    public string Name { get; }

    /// <summary>Names of all assemblies it refers to.</summary>
    public IReadOnlySet<string> Assemblies { get; }

    /// <summary>Full names of the types of other assemblies that it refers to.</summary>
    public IReadOnlySet<string> Types { get; }

    /// <summary>Members of such types, as <c>Namespace.Type.Member</c>.</summary>
    public IReadOnlySet<string> Members { get; }

    /// <summary>Reads an assembly beside the tests; null when there is none of this name.</summary>
    public static BuiltAssembly? Find(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        return File.Exists(path) ? Read(name, path) : null;
    }

    public static BuiltAssembly Of(string name) => Find(name) ?? throw new FileNotFoundException($"{name} was not built beside the tests");

    /// <summary>Whether an assembly belongs to the base framework; ASP.NET Core and its extensions do not.</summary>
    public static bool IsFramework(string name) => File.Exists(Path.Combine(FrameworkFolder, name + ".dll"));

    private static BuiltAssembly Read(string name, string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        HashSet<string> assemblies = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        HashSet<string> types = [.. reader.TypeReferences.Select(handle => NameOf(reader, handle))];
        var members = new HashSet<string>();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                members.Add($"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}");
            }
        }

        return new BuiltAssembly(name, assemblies, types, members);
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
