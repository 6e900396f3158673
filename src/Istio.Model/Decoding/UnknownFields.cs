namespace Istio.Model.Decoding;

/// <summary>What becomes of a field that the API does not have, as this program knows it.</summary>
public enum UnknownFields
{
    /// <summary>An error: somebody meant something by it.</summary>
    Refused,

    /// <summary>A warning: it has no effect, and what stands beside it must not suffer.</summary>
    Named,

    /// <summary>Nobody's mistake: a controller wrote it, or an API server has checked it, of whatever version.</summary>
    Accepted,
}
