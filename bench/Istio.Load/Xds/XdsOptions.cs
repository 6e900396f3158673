using System.Globalization;

namespace Istio.Load.Xds;

/// <summary>The command line of <c>bench xds</c>.</summary>
internal sealed record XdsOptions
{
    /// <summary>Pods; one Service, account and EndpointSlice for each ten of them.</summary>
    public int Workloads { get; private init; } = 10_000;

    public int Clients { get; private init; } = 100;

    /// <summary>How long ten changes a second are made.</summary>
    public TimeSpan Churn { get; private init; } = TimeSpan.FromSeconds(30);

    public string? JsonFile { get; private init; }

    /// <exception cref="ArgumentException">An option that does not exist.</exception>
    public static XdsOptions Parse(string[] arguments)
    {
        var options = new XdsOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Workloads = 1000, Clients = 20, Churn = TimeSpan.FromSeconds(5) },
                "--workloads" => options with { Workloads = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--clients" => options with { Clients = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--churn" => options with { Churn = TimeSpan.FromSeconds(int.Parse(arguments[++i], CultureInfo.InvariantCulture)) },
                "-o" when arguments[i + 1] == "json" => options with { JsonFile = arguments[i += 2] },
                var unknown => throw new ArgumentException($"unknown option {unknown}"),
            };
        }

        return options;
    }
}
