using Istio.Model.Decoding;
using Istioctl.Playground.Kubernetes;

namespace Istioctl.Tests.Playground.Kubernetes;

public sealed class StoredFormTests
{
    [Fact]
    public void A_pod_is_written_without_uid_and_gets_its_status_afterwards()
    {
        var pod = Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: b, labels: {app: a}}\nspec: {nodeName: n}\nstatus: {podIP: 127.1.1.1}\n");
        Assert.Equal("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"app":"a"}},"spec":{"nodeName":"n"}}""", StoredForm.Body(pod).ToJsonString());
        Assert.Equal("""{"status":{"podIP":"127.1.1.1"}}""", StoredForm.Status(pod)?.ToJsonString());
        Assert.Equal("b", (string?)pod.Content["metadata"]!["uid"]);
    }

    [Fact]
    public void The_server_chooses_the_addresses_of_a_service()
    {
        var service = Read("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 127.1.1.1, clusterIPs: [127.1.1.1], selector: {app: a}}\n");
        Assert.Equal("""{"selector":{"app":"a"}}""", StoredForm.Body(service)["spec"]!.ToJsonString());
        Assert.Null(StoredForm.Status(service));
    }

    [Fact]
    public void What_others_refer_to_is_written_first()
    {
        string[] kinds = ["Pod", "AuthorizationPolicy", "ServiceAccount", "Namespace"];
        Assert.Equal(
            ["Namespace", "ServiceAccount", "AuthorizationPolicy", "Pod"],
            kinds.Select(kind => Read($"apiVersion: v1\nkind: {kind}\nmetadata: {{name: a}}\n")).OrderBy(StoredForm.Rank).Select(written => written.Kind));
    }

    private static WrittenObject Read(string yaml) => Assert.Single(ObjectText.Read(yaml));
}
