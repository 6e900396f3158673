using Istio.Load.Hbone;
using Istio.Load.Programs;
using Istio.Load.Xds;

// The bench starts this same program again for the applications and relays of a scene: one process each, so that CPU time can be told apart.
return args switch
{
    ["hbone", .. var options] => await HboneBench.RunAsync(options),
    ["xds", .. var options] => await XdsBench.RunAsync(options),
    ["child", var name, .. var arguments] => await ChildPrograms.RunAsync(name, arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Istio.Load hbone [--quick] [--only WORKLOAD,...] [--pairs NAME,...] [--rounds N] [-o json FILE]");
    Console.Error.WriteLine("       Istio.Load xds [--quick] [--workloads N] [--clients N] [--churn SECONDS] [-o json FILE]");
    return 2;
}
