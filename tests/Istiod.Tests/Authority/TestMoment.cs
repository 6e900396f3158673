namespace Istiod.Tests.Authority;

/// <summary>The fixed moment at which tests with fake time begin.</summary>
internal static class TestMoment
{
    public static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
}
