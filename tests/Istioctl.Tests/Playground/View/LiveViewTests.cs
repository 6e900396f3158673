using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;
using Istioctl.Playground.View;
using Spectre.Console;

namespace Istioctl.Tests.Playground.View;

/// <summary>What a user reads, as plain text.</summary>
public sealed class LiveViewTests : IDisposable
{
    private const string Caller = "src.workload=\"curl\" src.identity=\"spiffe://cluster.local/ns/default/sa/curl\"";
    private const string Called = "dst.workload=\"ratings-v1\" dst.identity=\"spiffe://cluster.local/ns/default/sa/bookinfo-ratings\"";

    private readonly WorkFolder _folder = WorkFolder.Create(null);
    private readonly AccessLog _log = new();

    [Fact]
    public void A_refused_caller_is_shown_with_both_identities_and_the_policy()
    {
        Log($"{Caller} {Called} direction=\"inbound\" duration=\"3ms\" error=\"connection closed due to policy rejection: explicitly denied by: default/no-curl\"");
        var text = Render([]);
        Assert.Matches("curl .* curl .*ratings-v1 .* bookinfo-ratings .* 0 .* 1 .*denied: default/no-curl", text);
    }

    [Fact]
    public void A_terminal_of_80_columns_breaks_no_name()
    {
        Log("src.workload=\"bookinfo-gateway-istio\" src.identity=\"spiffe://cluster.local/ns/default/sa/bookinfo-gateway-istio\" "
            + "dst.workload=\"productpage-v1\" dst.identity=\"spiffe://cluster.local/ns/default/sa/bookinfo-productpage\" direction=\"inbound\" duration=\"3ms\"");
        var text = Render([], width: 80);
        Assert.Contains("bookinfo-gateway-istio → productpage-v1", text, StringComparison.Ordinal);
        Assert.Contains("bookinfo-gateway-istio → bookinfo-productpage", text, StringComparison.Ordinal);
        Assert.Matches("→ productpage-v1 .* 1 +0", text);
    }

    [Fact]
    public void A_refusal_names_its_policy_on_80_columns_too()
    {
        Log($"{Caller} {Called} direction=\"inbound\" duration=\"3ms\" error=\"connection closed due to policy rejection: explicitly denied by: default/no-curl\"");
        Assert.Contains("denied: default/no-curl", Render([], width: 80), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_in_plain_text_is_shown_as_such()
    {
        Log("src.workload=\"curl\" dst.workload=\"ratings-v1\" direction=\"inbound\" duration=\"3ms\"");
        Assert.Contains("nobody: plain text", Render([]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_from_elsewhere_is_shown_in_full()
    {
        Log($"src.identity=\"spiffe://partner.example/ns/default/sa/curl\" {Called} direction=\"inbound\" duration=\"3ms\"");
        Assert.Contains("spiffe://partner.example/ns/default/sa/curl", Render([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_side_that_decides_is_counted()
    {
        Log($"{Caller} {Called} direction=\"outbound\" duration=\"3ms\"");
        Assert.DoesNotContain("ratings-v1", Render([]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_shown_with_its_place() =>
        Assert.Contains("/w/policies.yaml:103: spec.acton: unknown field", Render([new StatusFinding("/w/policies.yaml", 103, "", "spec.acton", "unknown field")]), StringComparison.Ordinal);

    [Fact]
    public void What_to_edit_is_shown_as_it_is() => Assert.Contains("Edit /w/[policies].yaml, save, and watch. Logs: ", Render([]), StringComparison.Ordinal);

    [Fact]
    public void A_missing_istiod_is_said() => Assert.Contains("istiod does not answer", Render(null), StringComparison.Ordinal);

    [Fact]
    public void A_program_that_ended_by_itself_is_said_by_name()
    {
        const string Trouble = "ztunnel node-1 ended by itself with exit code 134. Its log is /w/ztunnel.log.";
        Assert.Contains(Trouble, Render([], troubles: Trouble), StringComparison.Ordinal);
        Assert.EndsWith($"; {Trouble}", StatusLine.Of(new CallSummary(10, 0, null, 5, 12, 30), [], [Trouble]), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Remove();

    private void Log(string fields) => _log.Offer($"2026-11-24T15:52:05Z\tinfo\taccess\tconnection complete\t{fields}");

    private string Render(IReadOnlyList<StatusFinding>? findings, int width = 220, params string[] troubles)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        var view = new LiveView("Edit /w/[policies].yaml, save", _folder);
        console.Write(view.Render(new CallSummary(10, 0, null, 5, 12, 30), new EdgeTable(_log).Read(), findings, troubles));
        return writer.ToString();
    }
}
