using Istio.Core.Files;

namespace Istiod.Registry.Files;

/// <summary>What was last told of a file.</summary>
/// <param name="Stamp">As it was when it was read; null when it is to be read again whatever it is.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
/// <param name="Fresh">Its text, while another write in the same tick of the clock could go unseen.</param>
internal readonly record struct KnownFile(FileStamp? Stamp, string? Problem, string? Fresh = null)
{
    /// <summary>In bytes.</summary>
    public long Length => Stamp?.Length ?? Fresh?.Length ?? 0;
}
