using System.Text;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Credentials;

/// <summary>
/// The session's own copy of GAM's configuration: made at start, and made again when the source has changed (a Secret's mount changes under
/// a running pod). GAM rewrites <c>oauth2.txt</c> at each refresh, so a newer one here is never replaced. Files are 0600 in a folder of 0700.
/// </summary>
internal sealed class CredentialFolder(RunnerSettings settings, long memoryLimit, RunnerLog log)
{
    private const string ConfigurationFile = "gam.cfg";
    private const string TokenFile = "oauth2.txt";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private string? _copied;
    private byte[]? _tokenCopied;

    /// <summary>Makes the folders, and copies what has changed since the last time. To be called while no command runs.</summary>
    /// <exception cref="IOException">A folder or file can't be read or written; also <see cref="UnauthorizedAccessException"/>.</exception>
    internal void Prepare()
    {
        Directory.CreateDirectory(settings.WorkFolder);
        Directory.CreateDirectory(settings.CacheFolder);
        Directory.CreateDirectory(settings.ConfigFolder, FolderMode);
        File.SetUnixFileMode(settings.ConfigFolder, FolderMode);
        var sources = settings.ConfigSource is { } source && Directory.Exists(source) ? SourceFile.Find(source) : [];
        var stamp = string.Join('\n', sources.Select(file => $"{file.Name} {file.Length} {file.WrittenUtc.Ticks}"));
        if (stamp == _copied && File.Exists(Target(ConfigurationFile)))
        {
            return;
        }

        foreach (var file in sources.Where(file => file.Name != ConfigurationFile && !IsNewerHere(file)))
        {
            var bytes = File.ReadAllBytes(file.Path);
            if (file.Name == TokenFile)
            {
                if (_tokenCopied is { } before && bytes.AsSpan().SequenceEqual(before) && File.Exists(Target(TokenFile)))
                {
                    // A Secret's mount is written anew as a whole when one of its files has changed: this one is new by its time alone.
                    continue;
                }

                _tokenCopied = bytes;
            }

            Write(file.Name, bytes);
            File.SetLastWriteTimeUtc(Target(file.Name), file.WrittenUtc);
        }

        WriteConfiguration(sources.Find(file => file.Name == ConfigurationFile)?.Path);
        _copied = stamp;
        log.Information(RunnerEvent.CredentialsCopied, $"{sources.Count} files");
    }

    private void WriteConfiguration(string? source)
    {
        var present = source ?? Target(ConfigurationFile);
        var bytes = File.Exists(present) ? File.ReadAllBytes(present) : [];
        var encoding = IsUtf8(bytes) ? StrictUtf8 : Encoding.Latin1;
        var text = GamCfg.Merge(encoding.GetString(bytes), GamKeys.Forced(settings), GamKeys.Defaults(memoryLimit));
        Write(ConfigurationFile, encoding.GetBytes(text));
    }

    // GAM reads UTF-8 alone; bytes of anything else are kept as they are, for its own error message to be about the user's file.
    private static bool IsUtf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private bool IsNewerHere(SourceFile file) =>
        file.Name == TokenFile && File.Exists(Target(TokenFile)) && File.GetLastWriteTimeUtc(Target(TokenFile)) > file.WrittenUtc;

    private void Write(string name, byte[] bytes)
    {
        // Under another name first: whole or not at all, private from the beginning, and never through a link that somebody put there.
        var part = Target("." + name + ".part");
        File.Delete(part);
        using (var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        }))
        {
            file.Write(bytes);
        }

        File.Move(part, Target(name), overwrite: true);
    }

    private string Target(string name) => Path.Combine(settings.ConfigFolder, name);
}
