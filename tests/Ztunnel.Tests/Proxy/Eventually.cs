namespace Ztunnel.Tests.Proxy;

/// <summary>Waits for what another process or thread is about to do and has no event for: asks again until it holds or a deadline passes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static Task<T> GetAsync<T>(Func<T> get, Func<T, bool> holds) => GetAsync(get, holds, Deadline);

    public static async Task<T> GetAsync<T>(Func<T> get, Func<T, bool> holds, TimeSpan deadline)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = get();
            if (holds(value))
            {
                return value;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(until) < deadline, $"not within {deadline}: last seen {value}");
            await Task.Delay(10);
        }
    }

    public static Task HoldsAsync(Func<bool> condition) => GetAsync(condition, holds => holds);

    /// <summary>With a longer deadline, for what a process of its own does.</summary>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline) => GetAsync(condition, holds => holds, deadline);

    /// <summary>A connection, tried for until one is made.</summary>
    public static async Task<SocksClient> ConnectAsync(Func<Task<SocksClient>> connect)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var client = await connect();
            if (client.Reply == 0)
            {
                return client;
            }

            client.Dispose();
            Assert.True(TimeProvider.System.GetElapsedTime(until) < Deadline, $"not within {Deadline}: reply {client.Reply}");
            await Task.Delay(10);
        }
    }
}
