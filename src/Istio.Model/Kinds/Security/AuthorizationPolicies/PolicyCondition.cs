using Istio.Core.Values;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <param name="Key">An attribute, for instance <c>source.namespace</c> or <c>request.headers[x-user]</c>.</param>
public sealed record PolicyCondition(string Key, ValueList<string> Values, ValueList<string> NotValues);
