using System.Reflection;
using System.Text.RegularExpressions;
using Istio.Model.Findings;

namespace Istio.Model.Tests.Findings;

public sealed class FindingCodeTests
{
    [Fact]
    public void The_catalogue_has_every_code_once_under_the_name_it_is_declared_by()
    {
        var declared = typeof(FindingCode).GetProperties(BindingFlags.Static | BindingFlags.Public)
            .Where(static property => property.PropertyType == typeof(FindingCode))
            .ToDictionary(static property => property.Name, static property => (FindingCode)property.GetValue(null)!);

        Assert.NotEmpty(declared);
        Assert.Equal(declared.Values.ToHashSet(), FindingCode.All.ToHashSet());
        Assert.Equal(declared.Count, FindingCode.All.Count);
        Assert.All(declared, static pair => Assert.Equal(pair.Key, pair.Value.ToString()));
    }

    [Fact]
    public void Istios_codes_have_its_form_and_one_name_each()
    {
        var messages = FindingCode.All.Select(static code => code.Message).OfType<IstioMessage>().Distinct().ToList();

        Assert.All(messages, static message => Assert.Matches(new Regex("^IST[0-9]{4}$"), message.Code));
        Assert.Equal(messages.Count, messages.Select(static message => message.Code).Distinct().Count());
    }

    [Theory]
    [InlineData(nameof(FindingCode.UnresolvedReference), Severity.Warning, "IST0101 ReferencedResourceNotFound")]
    [InlineData(nameof(FindingCode.InvalidValue), Severity.Error, "IST0106 SchemaValidationError")]
    [InlineData(nameof(FindingCode.InvalidValue), Severity.Warning, "IST0133 SchemaWarning")]
    [InlineData(nameof(FindingCode.NotEnforced), Severity.Warning, "IST0167 IneffectivePolicy")]
    [InlineData(nameof(FindingCode.Syntax), Severity.Error, "")]
    public void A_finding_names_Istios_message(string name, Severity severity, string expected)
    {
        var code = FindingCode.All.Single(code => code.Name == name);
        var finding = new Finding(code, severity, Resource: null, Location: null, "spec", "text");

        Assert.Equal(expected, finding.Message is "text" && finding.IstioMessage is { } message ? $"{message.Code} {message.Name}" : "");
    }
}
