namespace Istio.Core.Files;

/// <summary>What a path leads to: the type bits of <c>st_mode</c>, inode(7).</summary>
public enum FileKind
{
    RegularFile,
    Folder,
    Link,
    NamedPipe,
    Socket,
    Device,
}
