using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Istio.Testing;

/// <summary>The only reasons for which a test may not run here; the runner prints each.</summary>
public static class Skip
{
    [DoesNotReturn]
    public static void Because(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException("a skipped test goes no further");
    }

    public static void UnlessRoot()
    {
        if (Environment.UserName != "root")
        {
            Because("needs root");
        }
    }
}
