namespace Istio.Load.Xds;

/// <summary>How a mesh is spread over files.</summary>
internal enum FileLayout
{
    /// <summary>One file for each object.</summary>
    Object,

    /// <summary>One file for each namespace.</summary>
    Namespace,
}
