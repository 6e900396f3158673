using Istio.Conformance;

if (!ConformanceOptions.TryParse(args, out ConformanceOptions? options, out string error))
{
    Console.Error.WriteLine($"{error}\n{ConformanceOptions.Usage}");
    return 2;
}

return ConformanceRun.Run(options);
