namespace TestKit;

/// <summary>The folder that holds <c>GamAgent.sln</c>, found from where the tests run.</summary>
public static class RepositoryRoot
{
    /// <summary>Its absolute path, without a final slash.</summary>
    public static string Path { get; } = Find();

    /// <summary>The configuration that the running tests were built in: <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A path below the root.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The build output folder of a project, in the configuration of the running tests.</summary>
    /// <param name="project">The project's folder below the root, such as <c>agent/GamAgent.Runner</c>.</param>
    public static string OutputOf(string project) => Combine(project, "bin", Configuration, "net10.0");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GamAgent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"There is no GamAgent.sln in or above {AppContext.BaseDirectory}.");
    }
}
