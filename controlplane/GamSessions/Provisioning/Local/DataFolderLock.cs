namespace GamSessions.Provisioning.Local;

/// <summary>
/// Held while a control plane uses a data folder: a second one would take the first one's sessions for left-overs of a crash and end
/// them. The lock goes with the process, however that ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes it.</summary>
    /// <exception cref="GamSessionsStartException">Somebody else has it.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "sessions.lock");
        try
        {
            return new DataFolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GamSessionsStartException(
                $"{path} can't be written.", "Give this user the right to write there, or name another data folder in GamSessions__DataFolder.", e);
        }
        catch (IOException e)
        {
            throw new GamSessionsStartException(
                $"Another control plane uses the data folder {dataFolder}.", "Stop that one, or name another folder in GamSessions__DataFolder.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
