using CsCheck;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;

namespace Istio.Model.Tests.Findings;

public sealed class FindingLedgerTests
{
    private readonly FindingLedger _ledger = new();

    [Fact]
    public void What_is_taken_back_and_found_again_has_not_changed()
    {
        _ledger.Add(Of("a"));
        _ledger.Add(Of("b"));
        Assert.Equal(["a", "b"], Texts(_ledger.Take().Appeared));

        _ledger.Remove(Of("a"));
        _ledger.Add(Of("a"));
        _ledger.Remove(Of("b"));
        _ledger.Add(Of("c"));
        var changes = _ledger.Take();

        Assert.Equal(["c"], Texts(changes.Appeared));
        Assert.Equal(["b"], Texts(changes.Gone));
        Assert.Equal(2, _ledger.Count);
    }

    [Fact]
    public void What_two_have_found_stands_until_both_take_it_back()
    {
        _ledger.Add(ValueList.Create(Of("a"), Of("a")));
        Assert.Equal(["a"], Texts(_ledger.Take().Appeared));

        _ledger.Remove(Of("a"));
        Assert.Empty(_ledger.Take().Gone);

        _ledger.Remove(Of("a"));
        Assert.Equal(["a"], Texts(_ledger.Take().Gone));
        Assert.Throws<InvalidOperationException>(() => _ledger.Remove(Of("a")));
    }

    [Fact]
    public void A_change_of_one_file_costs_its_own_findings_however_many_there_are()
    {
        var files = new ConfigurationFiles(DecodeOptions.Files, _ledger);
        files.Apply([.. Enumerable.Range(0, 500).Select(i => new FileChange($"{i}.yaml", Broken($"a{i}")))]);
        Assert.Equal(500, _ledger.Take().Appeared.Count);
        var before = _ledger.Entries;

        files.Apply(new FileChange("7.yaml", Broken("a7") + "---\n" + Broken("other")));

        var changes = _ledger.Take();
        Assert.Equal((3, 1, 0), (_ledger.Entries - before, changes.Appeared.Count, changes.Gone.Count));
    }

    [Fact]
    public void After_any_history_of_files_the_ledger_holds_what_the_files_say()
    {
        string[] texts = [Broken("a"), Broken("b"), Good("a"), Good("b"), Good("a") + "---\n" + Good("a"), "{", Broken("a") + "---\n" + Good("b"), ""];
        Gen<(int File, int Text)> edit = Gen.Select(Gen.Int[0, 2], Gen.Int[-1, texts.Length - 1]);

        edit.Array[1, 30].Sample(
            script =>
            {
                var ledger = new FindingLedger();
                var files = new ConfigurationFiles(DecodeOptions.Files, ledger);
                var followed = new HashSet<Finding>();
                foreach (var (file, text) in script)
                {
                    files.Apply(new FileChange($"{file}.yaml", text < 0 ? null : texts[text]));
                    var changes = ledger.Take();
                    Assert.All(changes.Gone, finding => Assert.True(followed.Remove(finding)));
                    Assert.All(changes.Appeared, finding => Assert.True(followed.Add(finding)));
                    Assert.Equal(files.Findings.ToHashSet(), followed);
                }
            },
            iter: 500,
            threads: 1);
    }

    private static Finding Of(string text) => new(FindingCode.InvalidValue, Severity.Error, null, null, "", text);

    private static string Broken(string name) => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labelz: 1}}\n";

    private static string Good(string name) => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n";

    private static string[] Texts(IReadOnlyList<Finding> findings) => [.. findings.Select(finding => finding.Message)];
}
