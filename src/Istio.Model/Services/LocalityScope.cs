namespace Istio.Model.Services;

public enum LocalityScope
{
    Region,
    Zone,
    Subzone,
    Node,
    Cluster,
    Network,
}
