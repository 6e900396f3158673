using System.Globalization;
using System.Text.Json;
using Istio.Kubernetes.Readers;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;

namespace Istio.Benchmarks.Objects;

/// <summary>The cost of objects that an API server sends: CPU to read one, and memory while it is kept.</summary>
internal static class ObjectReport
{
    /// <summary>The mark of a pod, in microseconds of CPU.</summary>
    private const double MostMicroseconds = 25;

    /// <summary>The mark of a pod, in bytes.</summary>
    private const long MostKept = 4096;

    private const int Kept = 10_000;

    public static int Run(Options options)
    {
        var batches = options.Quick ? 5 : 15;
        ObjectRow[] rows =
        [
            Measure(Pod.Kind, StoredPods.Json, batches),
            Measure(EndpointSlice.Kind, StoredSlices.Json, batches),
            Measure(Service.Kind, StoredServices.Json, batches),
        ];
        Print(rows);
        if (options.JsonFile is { } file)
        {
            WriteJson(rows, file);
        }

        return rows[0].KeptBytes <= MostKept ? 0 : 1;
    }

    private static ObjectRow Measure(Kind kind, Func<int, byte[]> json, int batches)
    {
        var texts = new byte[1000][];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = json(i);
        }

        var read = new ObjectReaders().Of(kind);
        return new ObjectRow(
            kind.Name,
            texts[0].Length,
            KeptByOne(kind, json),
            Measured.Of(batches, texts.Length, number => Expect(read(texts[number % texts.Length]))),
            Measured.Of(batches, texts.Length, number => Expect(StoredObjects.Decode(kind, texts[number % texts.Length]))));
    }

    /// <summary>What all kinds share is counted in.</summary>
    private static long KeptByOne(Kind kind, Func<int, byte[]> json)
    {
        var kept = new ConfigObject[Kept];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var read = new ObjectReaders().Of(kind);
        for (var i = 0; i < Kept; i++)
        {
            kept[i] = Expect(read(json(i)));
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        GC.KeepAlive(read);
        return (after - before) / Kept;
    }

    private static ConfigObject Expect(StoredDocument document) =>
        document.Object ?? throw new InvalidOperationException($"The measured object is not as an API server writes it: {document.Findings}");

    private static void Print(ObjectRow[] rows)
    {
        Console.WriteLine("CPU microseconds by object: median (least-most), bytes allocated");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Kind}: {row.JsonBytes} bytes of JSON, {row.KeptBytes} bytes kept"));
            Console.WriteLine($"        read                   {row.Read}");
            Console.WriteLine($"        decoded                {row.Decoded}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a pod: {rows[0].Read.Microseconds:F1} us, {rows[0].KeptBytes} bytes (marks: at most {MostMicroseconds}, {MostKept})"));
    }

    private static void WriteJson(ObjectRow[] rows, string file)
    {
        using var stream = file == "-" ? Console.OpenStandardOutput() : File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (var row in rows)
        {
            json.WriteStartObject(row.Kind);
            json.WriteNumber("jsonBytes", row.JsonBytes);
            json.WriteNumber("keptBytes", row.KeptBytes);
            row.Read.Write(json, "read");
            row.Decoded.Write(json, "decoded");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
