using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>The variables of the process: threads, end, log, pages.</summary>
internal static class ProcessDeclarations
{
    public const int StandardThreads = 2;

    /// <summary>With a number of its own, or a percentage.</summary>
    public static readonly Variable<string> WorkerThreads = new(
        "ZTUNNEL_WORKER_THREADS", "", SettingTypes.Text, "threads of the data plane: a number, or a percentage of ZTUNNEL_CPU_LIMIT", $"concurrency of PROXY_CONFIG or the mesh file, else {StandardThreads}");

    public static readonly Variable<int?> CpuLimit = new(
        "ZTUNNEL_CPU_LIMIT", null, SettingTypes.Optional(VariableTypes.Number(1, 1024)), "processors that percentages count", "those of the machine");

    public static readonly Variable<TimeSpan> TerminationDeadline = new(
        "CONNECTION_TERMINATION_DEADLINE", TimeSpan.FromSeconds(5), VariableTypes.Duration, "how long open connections may go on after a signal to stop");

    public static readonly Variable<int?> GracePeriod = new(
        "TERMINATION_GRACE_PERIOD_SECONDS",
        null,
        SettingTypes.Optional(VariableTypes.Number(0, int.MaxValue)),
        "without a deadline open connections may go on for 5 s less than this, 1 s less up to 10, and for 1 s at least");

    public static readonly Variable<bool> JsonLog = new("LOG_FORMAT", false, VariableTypes.LogFormat, "plain or json");

    public static readonly Variable<string> LogLevels = new("RUST_LOG", "info", SettingTypes.Text, "level, or SCOPE=LEVEL,...");

    public static readonly Variable<int> ReadinessPort = new("READINESS_PORT", 15021, VariableTypes.Number(0, ushort.MaxValue), "(ours) port of /healthz/ready");

    public static SettingsSection Section { get; } = new("Process", [WorkerThreads, CpuLimit, TerminationDeadline, GracePeriod, JsonLog, LogLevels, ReadinessPort]);
}
