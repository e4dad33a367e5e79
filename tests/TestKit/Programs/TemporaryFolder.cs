namespace TestKit;

/// <summary>A folder of its own for one test, with a path short enough for unix sockets; removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes it, with mode 0700.</summary>
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("gs-").FullName;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>A path below it.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a text file below it and returns the file's path; folders on the way are made.</summary>
    public string Write(string name, string text)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes a folder below it and returns its path.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Combine(name)).FullName;

    /// <inheritdoc />
    public void Dispose()
    {
        // A process that is just being ended may still write here: a few attempts, the last one's failure is the test's.
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Yield();
            }
        }
    }
}
