using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Istio.Core.Values;

namespace Istio.Testing;

/// <summary>
/// The laws of tables that the compiler cannot see: rows compare by value all the way down, and transformations capture nothing. A test of
/// each graph asserts that <see cref="Violations"/> is empty.
/// </summary>
public static class TableLaws
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>One sentence for each broken law, naming the table; called with the nodes of an <c>Istio.Collections.Graph</c>.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<(string Name, Type RowType, Delegate? Transformation)> tables)
    {
        var violations = new List<string>();
        foreach (var (name, rowType, transformation) in tables)
        {
            violations.AddRange(RowViolations(rowType).Select(violation => $"table '{name}': {violation}"));
            if (transformation?.Target is { } target && target.GetType().GetFields(Fields).Length > 0)
            {
                violations.Add($"table '{name}': its transformation is not static, it captures {target.GetType().Name}");
            }
        }

        return violations;
    }

    /// <summary>The fields reachable from a row type that compare by reference: arrays, immutable arrays, lists, delegates, plain classes.</summary>
    public static IReadOnlyList<string> RowViolations(Type rowType)
    {
        var violations = new List<string>();
        Walk(rowType, rowType.Name, [], violations);
        return violations;
    }

    private static void Walk(Type type, string path, HashSet<Type> seen, List<string> violations)
    {
        if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
        {
            return;
        }

        if (Arguments(type) is { } arguments)
        {
            foreach (var argument in arguments)
            {
                Walk(argument, $"{path}<{argument.Name}>", seen, violations);
            }
        }
        else if (ComparesByReference(type))
        {
            violations.Add($"{path} is {Name(type)}, which compares by reference");
        }
        else if (HasSynthesizedEquality(type) || type.IsAbstract)
        {
            WalkFields(type, path, seen, violations);
        }
    }

    private static void WalkFields(Type type, string path, HashSet<Type> seen, List<string> violations)
    {
        for (var declaring = type; declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(Fields))
            {
                var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
                Walk(field.FieldType, $"{path}.{name}", seen, violations);
            }
        }

        foreach (var derived in type.Assembly.GetTypes().Where(other => type.IsClass && other.BaseType == type))
        {
            Walk(derived, derived.Name, seen, violations);
        }
    }

    /// <summary>Containers that compare their elements by value: only the elements matter.</summary>
    private static Type[]? Arguments(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return [underlying];
        }

        var container = type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(ValueList<>) || type.GetGenericTypeDefinition() == typeof(ValueMap<,>));
        return container ? type.GetGenericArguments() : null;
    }

    private static bool ComparesByReference(Type type) =>
        type.IsArray
        || typeof(Delegate).IsAssignableFrom(type)
        || type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
        || (type.IsInterface && typeof(IEnumerable).IsAssignableFrom(type))
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Memory<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>)))
        || (type.IsClass && !type.IsAbstract && EqualsOf(type).DeclaringType == typeof(object));

    private static MethodInfo EqualsOf(Type type) => type.GetMethod(nameof(Equals), [typeof(object)])!;

    /// <summary>A record, or a struct without an <c>Equals</c> of its own: as good as its fields. Equality written by hand is trusted.</summary>
    private static bool HasSynthesizedEquality(Type type)
    {
        var typed = type.GetMethod(nameof(Equals), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly, [type]);
        return typed is null
            ? type.IsValueType && EqualsOf(type).DeclaringType == typeof(ValueType)
            : typed.IsDefined(typeof(CompilerGeneratedAttribute));
    }

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
