using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Leases;

/// <summary>An object of an API server that one of several programs holds.</summary>
public interface ILeaderLock
{
    /// <summary>Of the object, and in messages.</summary>
    string Name { get; }

    /// <summary>Whether the record has <see cref="LeaderRecord.HolderKey"/>, by which holders of different revisions are compared.</summary>
    bool KeepsKey { get; }

    /// <summary>Where candidates see that the holder has written, or is gone.</summary>
    WatchTarget Target { get; }

    ApiClient Client { get; }

    /// <returns>Null when the object is not there.</returns>
    Task<LockReading?> ReadAsync(CancellationToken cancellation);

    /// <summary>Writes the record and leaves everything else of the object as it was.</summary>
    /// <param name="previous">What was read or written last; null creates the object.</param>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when somebody has written it meanwhile.</exception>
    Task<LockReading> WriteAsync(LeaderRecord record, LockReading? previous, CancellationToken cancellation);
}
