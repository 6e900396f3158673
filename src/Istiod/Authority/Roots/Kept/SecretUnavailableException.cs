namespace Istiod.Authority.Roots.Kept;

/// <summary>The kept CA cannot be read or written now; the same may succeed later. The message says where and why.</summary>
internal sealed class SecretUnavailableException(string message, Exception inner) : AuthorityException(message, inner);
