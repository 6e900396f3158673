namespace Istio.Kubernetes.Leases;

/// <summary>
/// Work went on although its lock had run out and another may lead by now. It cannot be ended from outside, so the program has to end.
/// </summary>
public sealed class LeaseOverrunException(string name, TimeSpan lease)
    : Exception($"what the lock {name} guards did not stop within {lease.TotalSeconds:0.###}s of its last renewal: the program must end before two of it run");
