/// <summary>
/// Runs inside a program of ours that a test has started (DOTNET_STARTUP_HOOKS, which wants this name and no namespace): after a line on standard input a
/// thread of the program fails.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => new Thread(Fail) { IsBackground = true, Name = "victim" }.Start();

    private static void Fail()
    {
        if (Console.In.ReadLine() is { } reason)
        {
            throw new InvalidOperationException(reason);
        }
    }
}
