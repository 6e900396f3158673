namespace Istio.Core.Yaml;

/// <summary>What a scalar of YAML is.</summary>
public enum ScalarType
{
    Null,
    Boolean,

    /// <summary>A whole number that fits into 64 bits.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Number,
    String,

    /// <summary>A tag asks for a conversion that is not done here.</summary>
    Tagged,
}
