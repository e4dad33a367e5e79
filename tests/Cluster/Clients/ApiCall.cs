using Microsoft.AspNetCore.Http;

namespace Cluster.Tests.Clients;

/// <summary>One call of the API server, as its rights are told.</summary>
/// <param name="Verb">get, list, watch, create, patch, delete.</param>
/// <param name="Group">The group of the API; empty for the core.</param>
/// <param name="Resource">What kind of objects, with the part of it if there is one: <c>pods/proxy</c>.</param>
/// <param name="Name">The object, where it is about one.</param>
internal sealed record ApiCall(string Verb, string Group, string Resource, string? Name)
{
    /// <summary>Reads one; null for those that need no right of a Role (what there is at all, versions).</summary>
    public static ApiCall? Read(HttpRequest request)
    {
        // /api/v1/namespaces/{ns}/{resource}[/{name}[/{part}…]], /apis/{group}/{version}/namespaces/{ns}/…
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts switch
        {
            ["api", _, "namespaces", _, .. var core] => ("", core),
            ["apis", var named, _, "namespaces", _, .. var other] => (named, other),
            _ => ("", []),
        };
        if (rest.Length == 0)
        {
            return null;
        }

        var name = rest.ElementAtOrDefault(1);
        var verb = request.Method switch
        {
            "GET" when name is not null => "get",
            "GET" => request.Query["watch"] == "true" ? "watch" : "list",
            "POST" => "create",
            "PUT" => "update",
            var method => method.ToLowerInvariant(),
        };
        return new ApiCall(verb, group, rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0], name);
    }
}
