namespace GamSessions.Provisioning.Kubernetes;

/// <summary>Is told of all objects of a kind, one call after the other.</summary>
internal interface IResourceSink<in T>
{
    /// <summary>These are all there are.</summary>
    void Replace(IReadOnlyList<T> items);

    /// <summary>One is new or has changed.</summary>
    void Put(T item);

    /// <summary>One is gone.</summary>
    void Remove(T item);
}
