namespace Istio.Kubernetes.ListWatch;

/// <summary>The types of watch events (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).</summary>
internal enum WatchEventType
{
    /// <summary>One that a later server has and this program does not know.</summary>
    Unknown,

    Added,

    Modified,

    Deleted,

    /// <summary>No object, only how far the watch has come.</summary>
    Bookmark,

    /// <summary>The watch ends; the object says why.</summary>
    Error,
}
