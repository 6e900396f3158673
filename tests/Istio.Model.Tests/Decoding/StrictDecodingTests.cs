using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;

namespace Istio.Model.Tests.Decoding;

public sealed class StrictDecodingTests
{
    [Fact]
    public void An_unknown_field_names_file_document_line_path_and_what_was_meant()
    {
        var finding = Decode.File(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata:
              name: callers
              namespace: shop
            spec:
              rules:
              - from:
                - source:
                    principal: ["cluster.local/ns/shop/sa/web"]
                    namespaces: [shop]
            """)[1].Findings[0];

        Assert.Equal(
            "mesh.yaml:15:9: error: document 2, AuthorizationPolicy shop/callers: spec.rules[0].from[0].source.principal: unknown field; did you mean \"principals\"?",
            finding.ToString());
        Assert.Equal((FindingCode.UnknownField, Severity.Error), (finding.Code, finding.Severity));
        Assert.Equal(new SourceLocation("mesh.yaml", 2, 15, 9), finding.Location);
    }

    [Fact]
    public void An_unknown_field_that_resembles_nothing_lists_what_may_stand_there()
    {
        var finding = Decode.Mistake(
            """
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: default, namespace: shop}
            spec:
              colour: red
            """);

        Assert.Equal("unknown field; expected one of mtls, portLevelMtls, selector", finding.Message);
    }

    [Fact]
    public void Every_mistake_of_a_document_is_reported_in_the_order_of_the_text()
    {
        var document = Decode.One(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: db, namespace: shop}
            spec:
              hosts: db.example.com
              ports:
              - {number: "5432", name: tcp}
              - {number: 70000, name: big}
              resolution: STATICS
              location: [MESH_INTERNAL]
            """);

        Assert.Null(document.Object);
        Assert.True(document.IsBroken);
        Assert.Equal(
            [
                "5:10 spec.hosts: expected a list, found the string \"db.example.com\"",
                "5:10 spec.hosts: needs at least one host",
                "7:14 spec.ports[0].number: expected a whole number, found the string \"5432\"; write it without quotes",
                "8:14 spec.ports[1].number: expected a number from 1 to 65535, found 70000",
                "9:15 spec.resolution: expected one of NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS, found \"STATICS\"; did you mean \"STATIC\"?",
                "10:13 spec.location: expected a string, found a list",
            ],
            document.Findings.Where(finding => !finding.Message.Contains("duplicated")).Select(finding => $"{finding.Location!.Line}:{finding.Location.Column} {finding.FieldPath}: {finding.Message}"));
    }

    [Fact]
    public void A_field_written_twice_is_an_error_that_names_the_first()
    {
        var finding = Decode.Mistake(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              clusterIP: 10.0.0.1
              ports: [{port: 80}]
              clusterIP: 10.0.0.2
            """);

        Assert.Equal(FindingCode.DuplicateField, finding.Code);
        Assert.Equal("mesh.yaml:7:3: error: document 1, Service default/web: spec.clusterIP: written twice, first on line 5", finding.ToString());
    }

    [Theory]
    [InlineData("ports: [80]", "expected a string, found the number 80; write it in quotes")]
    [InlineData("methods: [true]", "expected a string, found the boolean true; write it in quotes")]
    [InlineData("paths: [~]", "expected a string, found nothing; write it in quotes")]
    [InlineData("ports: [\"http\"]", "expected a port from 1 to 65535, found \"http\"")]
    public void A_value_of_the_wrong_type_says_what_was_expected(string operation, string message)
    {
        var finding = Decode.Mistake(
            $$$"""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: callers, namespace: shop}
            spec:
              rules: [{to: [{operation: {hosts: [a], {{{operation}}}}}]}]
            """);

        Assert.Equal(message, finding.Message);
        Assert.StartsWith("spec.rules[0].to[0].operation.", finding.FieldPath, StringComparison.Ordinal);
    }

    [Fact]
    public void A_syntax_error_breaks_its_own_document_only()
    {
        var documents = Decode.File(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: one}
            ---
            apiVersion: v1
            kind: [Namespace
            metadata: {name: two}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: three}
            """);

        Assert.Equal(["Namespace one", null, "Namespace three"], documents.Select(document => document.Object?.Key.ToString()));
        var finding = Assert.Single(documents[1].Findings);
        Assert.Equal((FindingCode.Syntax, 2), (finding.Code, finding.Location!.Document));
        Assert.InRange(finding.Location.Line, 6, 8);
        Assert.True(documents[1].IsBroken);
        Assert.Null(documents[1].Identity);
    }

    [Fact]
    public void A_broken_document_still_tells_which_object_it_is()
    {
        var document = Decode.One(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop}
            spec: {serviceAccountNam: web}
            """);

        Assert.Equal(new ObjectKey(Pod.Kind, ObjectName.Of("shop", "web-1")), document.Identity);
        Assert.True(document.IsBroken);
    }

    [Theory]
    [InlineData("apps/v1", "Deployment", Severity.Warning, "Deployment is not supported; the document is ignored")]
    [InlineData("networking.istio.io/v1", "VirtualService", Severity.Warning, "VirtualService is not supported; the document is ignored")]
    [InlineData("networking.istio.io/v1", "Gateway", Severity.Warning, "Gateway of networking.istio.io is not supported; the document is ignored")]
    [InlineData("v1", "Servce", Severity.Error, "unknown kind \"Servce\"; did you mean \"Service\"?")]
    [InlineData("v2", "Service", Severity.Error, "Service is read in v1, not in \"v2\"")]
    [InlineData("security.istio.io/v1alpha1", "PeerAuthentication", Severity.Error, "PeerAuthentication is read in v1, v1beta1, not in \"v1alpha1\"")]
    public void A_kind_that_is_not_ours_is_named(string apiVersion, string kind, Severity severity, string message)
    {
        var finding = Decode.Mistake($"{{apiVersion: {apiVersion}, kind: {kind}, metadata: {{name: x}}, spec: {{anything: 1}}}}");

        Assert.Equal((severity, message), (finding.Severity, finding.Message));
    }

    [Theory]
    [InlineData("networking.istio.io/v1")]
    [InlineData("networking.istio.io/v1beta1")]
    [InlineData("networking.istio.io/v1alpha3")]
    public void All_spellings_of_a_version_are_the_same_object(string apiVersion)
    {
        var entry = Decode.Object<WorkloadEntry>($"{{apiVersion: {apiVersion}, kind: WorkloadEntry, metadata: {{name: vm}}, spec: {{address: 10.0.0.1}}}}");

        Assert.Equal("10.0.0.1", entry.Endpoint.Address);
    }

    [Fact]
    public void A_list_is_as_good_as_several_documents()
    {
        var documents = Decode.File(
            """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: one}}
            - {apiVersion: v1, kind: Namespace, metadata: {nam: two}}
            """);

        Assert.Equal("Namespace one", documents[0].Object!.Key.ToString());
        Assert.Equal(["items[1].metadata.name", "items[1].metadata.nam"], documents[1].Findings.Select(finding => finding.FieldPath));
    }

    [Fact]
    public void Comments_and_empty_documents_are_no_documents() =>
        Assert.Empty(Decode.File("# nothing here\n---\n---\n# nor here\n...\n"));

    [Fact]
    public void An_alias_stands_for_its_anchor()
    {
        var entry = Decode.Object<ServiceEntry>(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: db, labels: &labels {app: db}}
            spec: {hosts: [db.example.com], resolution: STATIC, workloadSelector: {labels: *labels}}
            """);

        Assert.Equal("db", entry.WorkloadSelector!["app"]);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var finding = Decode.Mistake(new string('[', 200) + new string(']', 200));

        Assert.Equal(FindingCode.Syntax, finding.Code);
    }

    [Theory]
    [InlineData("ports: [{number: 80, name: a}, {number: 80, name: b}]", "5:36 spec.ports[1]: port number cannot be duplicated: 80")]
    [InlineData("ports: [{number: 80, name: a}, {number: 81, name: a}]", "5:36 spec.ports[1]: two ports are named \"a\"")]
    [InlineData("addresses: [10.0.0.1, 10.1.2]", "5:27 spec.addresses[1]: expected an IP address or a range like 10.0.0.0/8, found \"10.1.2\"")]
    [InlineData("addresses: [010.0.0.1]", "5:17 spec.addresses[0]: expected an IP address or a range like 10.0.0.0/8, found \"010.0.0.1\"")]
    [InlineData("resolution: STATIC, endpoints: [{address: db.internal}]", "5:37 spec.endpoints[0]: STATIC endpoints need IP addresses, found \"db.internal\"")]
    public void A_mistake_in_a_list_names_the_element(string fields, string expected)
    {
        var finding = Decode.Mistake(
            $$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: db, namespace: shop}
            spec: {hosts: [db.example.com],
                {{fields}} }
            """);

        Assert.Equal(expected, $"{finding.Location!.Line}:{finding.Location.Column} {finding.FieldPath}: {finding.Message}");
    }

    [Fact]
    public void What_a_newer_controller_writes_into_a_status_is_nobodys_mistake()
    {
        var pod = Decode.Object<Pod>(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: {containers: [{name: c}]}
            status:
              phase: Hibernating
              extendedResourceClaimStatus: {requestMappings: [{name: x}]}
              conditions: [{type: Ready, status: "True", since: now}]
              podIPs: [{ip: 10.0.0.1, zone: a}]
            """);

        Assert.Equal((true, false, "10.0.0.1"), (pod.IsReady, pod.HasEnded, Assert.Single(pod.Addresses)));
        Assert.Equal(FindingCode.UnknownField, Decode.Mistake("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [], newThing: 1}").Code);
    }

    [Theory]
    [InlineData("AuthorizationPolicy", "v1")]
    [InlineData("AuthorizationPolicy", "security.istio.oi/v1")]
    [InlineData("AuthorizationPolicy", "networking.istio.io/v1")]
    [InlineData("AuthPolicy", "security.istio.io/v1")]
    public void A_policy_under_a_name_that_does_not_exist_is_an_error(string kind, string apiVersion)
    {
        var finding = Decode.Mistake($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}");

        Assert.Equal((FindingCode.UnsupportedKind, Severity.Error), (finding.Code, finding.Severity));
    }

    [Theory]
    [InlineData("Gateway", "networking.istio.io/v1")]
    [InlineData("VirtualService", "networking.istio.io/v1")]
    [InlineData("RequestAuthentication", "security.istio.io/v1")]
    [InlineData("Service", "serving.knative.dev/v1")]
    [InlineData("ConfigMap", "v1")]
    public void A_kind_of_somebody_else_is_left_to_its_owner(string kind, string apiVersion) =>
        Assert.Equal(Severity.Warning, Decode.Mistake($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}").Severity);

    [Theory]
    [InlineData("0120", "0120 is 80 for Kubernetes, which reads it as octal, and 120 for YAML 1.2; write the one that is meant without the zero")]
    [InlineData("080", "expected a whole number, found the number 080")]
    [InlineData("1e3", "expected a whole number, found the number 1e3")]
    [InlineData("!!int \"80\"", "expected a whole number, found \"80\" with a tag that is not read")]
    public void A_number_that_readers_differ_on_is_refused(string number, string message) => Assert.Equal(
        message,
        Decode.Mistake($"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{{port: {number}}}]}}").Message);

    [Theory]
    [InlineData("0x50")]
    [InlineData("0o120")]
    [InlineData("+80")]
    [InlineData("8_0")]
    public void A_number_in_another_base_is_that_number(string number) => Assert.Equal(
        80, Assert.Single(Decode.Object<Service>($"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{{port: {number}}}]}}").Ports).Port);

    [Fact]
    public void A_word_that_is_a_boolean_for_Kubernetes_is_taken_as_a_word_with_a_warning()
    {
        var document = Decode.One("apiVersion: v1\nkind: Namespace\nmetadata: {name: no}");

        Assert.Equal("no", document.Object!.Metadata.Name);
        Assert.Equal(Severity.Warning, Assert.Single(document.Findings).Severity);
        Assert.Equal(FindingCode.WrongType, Decode.Mistake("apiVersion: v1\nkind: Namespace\nmetadata: {name: true}").Code);
    }

    [Fact]
    public void A_field_of_an_Istio_kind_may_have_the_name_of_its_definition()
    {
        var entry = Decode.Object<ServiceEntry>(
            "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec:\n"
            + "  hosts: [a.test]\n  ports: [{number: 80, name: http, protocol: HTTP, target_port: 8080}]\n  resolution: STATIC\n  workload_selector: {labels: {my_app: a}}\n");

        Assert.Equal("a", entry.WorkloadSelector!["my_app"]);
        Assert.Equal(FindingCode.UnknownField, Decode.Mistake("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, deletion_timestamp: x}").Code);
    }
}
