using Istioctl.Playground.Observation;

namespace Istioctl.Tests.Playground.Observation;

public sealed class FindingsPageTests
{
    [Fact]
    public void An_error_has_its_place_and_a_note_is_left_out()
    {
        var only = Assert.Single(FindingsPage.Parse("""
            [
              {"level":"ERROR","code":"UnknownField","file":"/w/policies.yaml","document":7,"line":103,"column":3,"path":"spec.acton","message":"unknown field"},
              {"level":"NOTE","code":"UnusedField","file":"/w/mesh.yaml","document":1,"line":4,"column":16,"path":"accessLogFile","message":"not used"}
            ]
            """));
        Assert.Equal(new StatusFinding("/w/policies.yaml", 103, "", "spec.acton", "unknown field"), only);
        Assert.Equal("/w/policies.yaml:103: spec.acton: unknown field", only.ToString());
    }

    [Fact]
    public void A_stored_object_is_named_instead_of_a_file()
    {
        var only = Assert.Single(FindingsPage.Parse("""[{"level":"ERROR","resource":"AuthorizationPolicy a/b","path":"spec.action","message":"unknown"}]"""));
        Assert.Equal("AuthorizationPolicy a/b: spec.action: unknown", only.ToString());
    }

    [Fact]
    public void A_document_that_is_no_yaml_has_no_field() =>
        Assert.Equal("/w/a.yaml:3: unexpected end", FindingsPage.Parse("""[{"level":"ERROR","file":"/w/a.yaml","line":3,"path":"","message":"unexpected end"}]""")[0].ToString());
}
