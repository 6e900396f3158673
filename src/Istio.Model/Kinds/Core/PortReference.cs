using System.Globalization;

namespace Istio.Model.Kinds.Core;

/// <summary>A port given by its number, or by the name it has in each pod.</summary>
/// <param name="Number">0 when the port is named.</param>
/// <param name="Name">Empty when the port is numbered.</param>
public readonly record struct PortReference(int Number, string Name)
{
    public static PortReference Numbered(int number) => new(number, "");

    public static PortReference Named(string name) => new(0, name);

    public bool IsNamed => Name.Length > 0;

    public override string ToString() => IsNamed ? Name : Number.ToString(CultureInfo.InvariantCulture);
}
