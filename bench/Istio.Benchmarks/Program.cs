using Istio.Benchmarks;
using Istio.Benchmarks.Allocations;
using Istio.Benchmarks.Objects;
using Istio.Benchmarks.Tables;

return Options.TryParse(args, out var options, out var error)
    ? options.Command switch
    {
        "allocations" => AllocationReport.Run(options),
        "objects" => ObjectReport.Run(options),
        _ => TableReport.Run(options),
    }
    : Fail(error);

static int Fail(string error)
{
    Console.Error.WriteLine($"{error}\n{Options.Usage}");
    return 2;
}
