namespace Istio.Collections;

public enum ChangeKind
{
    Added,
    Updated,
    Removed,
}
