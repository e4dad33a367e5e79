using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Habits that files keep.</summary>
public sealed partial class FileTests
{
    private const int MostLines = 300;
    private static readonly string[] Cupboards = ["Common", "Utils", "Util", "Helpers", "Managers", "Misc"];

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        None(Repository.Files
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (File: file, Lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(entry => entry.Lines > MostLines)
            .Select(entry => $"{entry.File}: {entry.Lines}"));

    [Fact]
    public void Folders_say_what_lives_there() =>
        None(Repository.Files.Where(file => !file.StartsWith("tests/TestKit/", StringComparison.Ordinal)
            && Path.GetDirectoryName(file)!.Split('/').Any(folder => Cupboards.Contains(folder, StringComparer.OrdinalIgnoreCase))));

    [Fact]
    public void No_file_knows_the_machine_that_it_was_made_on() =>
        None(Repository.Files
            .Where(file => !file.StartsWith("tests/Recordings/", StringComparison.Ordinal) && file != "tests/Architecture/FileTests.cs")
            .Where(file => Machine().IsMatch(Repository.Read(file))));

    [Fact]
    public void Lock_files_name_no_download_addresses() =>
        None(Repository.Files
            .Where(file => file.EndsWith("lock.json", StringComparison.Ordinal))
            .Where(file => DownloadAddress().IsMatch(Repository.Read(file))));

    [Fact]
    public void No_file_configures_where_packages_come_from() =>
        Assert.DoesNotContain(Repository.Files, file => Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or ".npmrc" or "pip.conf");

    private static void None(IEnumerable<string> files) => Assert.Equal("", string.Join('\n', files));

    [GeneratedRegex(@"(?<![\w}])/(work/(main|shared|\.library)|tmp/w)\b|/root/\.|https?://(api\.nuget\.org|registry\.npmjs\.org|[\w.-]*(artifactory|nexus|pypi)[\w.-]*)")]
    private static partial Regex Machine();

    [GeneratedRegex("\"resolved\": *\"(http|git|file)")]
    private static partial Regex DownloadAddress();
}
