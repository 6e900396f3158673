namespace Istio.Kubernetes.ListWatch;

/// <summary>Says in the log what keeps a reflector from its work: once for each cause, and again only after it has worked.</summary>
internal sealed class WatchFailures(WatchTarget target)
{
    private string? _reported;

    /// <param name="isLasting">It does not pass by itself: somebody has to do something.</param>
    public void Report(string cause, string message, bool isLasting)
    {
        if (_reported == cause)
        {
            Logs.Kube.Debug(message);
            return;
        }

        _reported = cause;
        if (isLasting)
        {
            Logs.Kube.Warn(message);
        }
        else
        {
            Logs.Kube.Info(message);
        }
    }

    /// <summary>It works.</summary>
    public void Over()
    {
        if (_reported is not null)
        {
            _reported = null;
            Logs.Kube.Info($"{target}: works again");
        }
    }
}
