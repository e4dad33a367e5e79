namespace Browser.Tests.Node;

/// <summary>Suites that Node runs: one after the other, since each starts hosts and browsers of its own.</summary>
[CollectionDefinition(Name)]
public sealed class NodeCollection
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Node";
}
