using System.Text;
using System.Text.Json;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Files;

/// <summary>Reads small text files of the work folder for the agent, which has no access of its own.</summary>
internal sealed class WorkFiles(string workFolder)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    internal const int MostBytes = 256 * 1024;

    // The text has to fit into one frame, escaped, with its envelope.
    private const int MostEncodedBytes = LinkFraming.MaxFrameBytes - 1024;

    /// <summary>Reads a file, by a path that stands relative to the work folder or inside it.</summary>
    /// <returns>The text, or why not.</returns>
    internal (string? Text, string? Error) ReadText(string path)
    {
        try
        {
            var full = Path.GetFullPath(path, workFolder);
            if (!full.StartsWith(workFolder.TrimEnd('/') + "/", StringComparison.Ordinal))
            {
                return (null, "the file is not in the work folder");
            }

            // Neither a device nor a pipe, which might never end, nor a link out of the folder.
            var file = new FileInfo(full);
            if (!file.Exists)
            {
                return (null, "there is no such file");
            }

            if (file.LinkTarget is not null || !IsOrdinary(file))
            {
                return (null, "it is not an ordinary file");
            }

            if (file.Length > MostBytes)
            {
                return (null, $"the file is larger than {MostBytes} bytes");
            }

            var text = File.ReadAllText(full, Encoding.UTF8);

            // One byte may take six in a frame.
            return JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length > MostEncodedBytes
                ? (null, "the file is too large for one answer")
                : (text, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, e.Message);
        }
    }

    private static bool IsOrdinary(FileInfo file) =>
        (file.Attributes & (FileAttributes.Directory | FileAttributes.Device | FileAttributes.ReparsePoint)) == 0;
}
