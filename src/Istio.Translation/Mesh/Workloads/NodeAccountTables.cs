using Istio.Collections;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>Which service accounts run on which node, whatever state their pods are in.</summary>
internal sealed class NodeAccountTables(ObjectTables objects)
{
    public Table<NodeAccount, NodeAccount> All { get; } = objects.Of(Pod.Kind)
        .Map("accounts of pods", static (pod, _) => NodeAccount.Of(pod))
        .IndexBy("pods by node and account", static account => account)
        .Map("accounts on nodes", static (account, _, _) => account);
}
