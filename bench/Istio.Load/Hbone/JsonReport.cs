using System.Text.Json;
using Istio.Load.Load;

namespace Istio.Load.Hbone;

/// <summary>The results as JSON, every sample included.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Write(string file, string[] pairs, Workload[] workloads, Results results)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartObject();
        json.WriteStartArray("workloads");
        foreach (var workload in workloads)
        {
            foreach (var pair in pairs)
            {
                WriteWorkload(json, workload, pair, results);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("memory");
        foreach (var (pair, memory) in results.Memory)
        {
            WriteMemory(json, pair, memory);
        }

        json.WriteEndArray();
        json.WriteStartArray("floods");
        results.Floods.ForEach(flood => WriteFlood(json, flood));
        json.WriteEndArray();
        if (results.Steady is { } steady)
        {
            WriteSteady(json, steady);
        }

        json.WriteEndObject();
    }

    private static void WriteFlood(Utf8JsonWriter json, FloodSample flood)
    {
        json.WriteStartObject();
        json.WriteString("name", flood.Name);
        json.WriteNumber("connections", flood.Connections);
        json.WriteNumber("beforeBytes", flood.Before);
        json.WriteNumber("perConnectionBytes", flood.PerConnection);
        json.WriteNumber("afterBytes", flood.After);
        json.WriteEndObject();
    }

    private static void WriteSteady(Utf8JsonWriter json, SteadySample steady)
    {
        json.WriteStartObject("steady");
        json.WriteNumber("requests", steady.Requests);
        json.WriteNumber("seconds", steady.Seconds);
        json.WriteNumber("peakClientBytes", steady.PeakClient);
        json.WriteNumber("peakServerBytes", steady.PeakServer);
        json.WriteEndObject();
    }

    private static void WriteWorkload(Utf8JsonWriter json, Workload workload, string pair, Results results)
    {
        json.WriteStartObject();
        json.WriteString("workload", workload.Name);
        json.WriteString("pair", pair);
        json.WriteString("unit", workload.Unit);
        foreach (var peer in (ReadOnlySpan<string>)["envoy", "plain"])
        {
            if (pair != peer && results.Ratio(workload, pair, peer) is { } ratio)
            {
                json.WriteNumber($"cpuRatioTo{char.ToUpperInvariant(peer[0])}{peer[1..]}", ratio);
            }
        }

        json.WriteStartArray("samples");
        foreach (var sample in results.Of(workload, pair))
        {
            WriteSample(json, sample);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSample(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteNumber("unitsPerSecond", sample.Rate);
        json.WriteNumber("cpuSecondsPerUnit", sample.CpuPerUnit);
        if (sample is { Median: { } median, P99: { } p99 })
        {
            json.WriteNumber("medianMicroseconds", median);
            json.WriteNumber("p99Microseconds", p99);
        }

        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, string pair, MemorySample memory)
    {
        json.WriteStartObject();
        json.WriteString("pair", pair);
        json.WriteNumber("idleClientBytes", memory.IdleClient);
        json.WriteNumber("idleServerBytes", memory.IdleServer);
        json.WriteNumber("connections", memory.Connections);
        json.WriteNumber("perConnectionClientBytes", memory.PerConnectionClient);
        json.WriteNumber("perConnectionServerBytes", memory.PerConnectionServer);
        json.WriteEndObject();
    }
}
