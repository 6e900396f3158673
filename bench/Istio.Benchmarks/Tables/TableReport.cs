using System.Globalization;

namespace Istio.Benchmarks.Tables;

/// <summary>The cost of commits by the size of the mesh: it should not grow with it.</summary>
internal static class TableReport
{
    public static int Run(Options options)
    {
        int[] sizes = options.Quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
        Console.WriteLine("workloads   load ms   bytes each   address us (min-max)        bytes   policy of 100 us (min-max)      bytes");
        foreach (int size in sizes)
        {
            Print(size, options.Quick ? 5 : 15);
        }

        return 0;
    }

    private static void Print(int size, int batches)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var mesh = new SyntheticMesh(size);
        double started = CpuClock.Microseconds;
        mesh.Load();
        double load = (CpuClock.Microseconds - started) / 1000;
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / size;
        Measured address = Measured.Of(batches, 2000, mesh.MoveOne);
        Measured policy = Measured.Of(batches, 50, mesh.ChangePolicy);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size,9} {load,9:F0} {each,12} {address.Microseconds,12:F2} ({address.Least:F2}-{address.Most:F2}) {address.Bytes,12:F0} {policy.Microseconds,12:F1} ({policy.Least:F1}-{policy.Most:F1}) {policy.Bytes,12:F0}"));
    }
}
