using Istio.Conformance;

if (!ConformanceOptions.TryParse(args, out var options, out var error))
{
    Console.Error.WriteLine($"{error}\n{ConformanceOptions.Usage}");
    return 2;
}

return ConformanceRun.Run(options);
