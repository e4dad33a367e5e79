using GamSessions.Options;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Page;

/// <summary>
/// The files of what is served at <c>/</c>: the console where it was built, else the plain page, which is embedded. Read once; what is
/// not among them is served to nobody, whatever the path.
/// </summary>
internal sealed class PageFiles
{
    private const string Index = "index.html";
    private const long LargestFile = 16 * 1024 * 1024;
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly Dictionary<string, PageFile> _files;

    public PageFiles(IOptions<GamSessionsOptions> options)
    {
        var folder = options.Value.ConsoleFolder is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "console");
        IsConsole = File.Exists(Path.Combine(folder, Index));
        _files = IsConsole ? FromFolder(folder) : Embedded();
    }

    /// <summary>Whether it is the console.</summary>
    public bool IsConsole { get; }

    /// <summary>The file of a path without its first slash, or null; the empty path is the page itself.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path.Length == 0 ? Index : path);

    private static Dictionary<string, PageFile> FromFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length <= LargestFile)
            .ToDictionary(
                file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'),
                file => new PageFile(File.ReadAllBytes(file), TypeOf(file), Path.GetRelativePath(folder, file).StartsWith("assets", StringComparison.Ordinal)),
                StringComparer.Ordinal);

    private static Dictionary<string, PageFile> Embedded() => new(StringComparer.Ordinal)
    {
        [Index] = Read(Index),
        ["page/page.js"] = Read("page.js"),
        ["page/page.css"] = Read("page.css"),
    };

    private static PageFile Read(string file)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"GamSessions.Page.{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return new PageFile(memory.ToArray(), TypeOf(file), IsHashed: false);
    }

    private static string TypeOf(string file)
    {
        var type = Types.TryGetContentType(file, out var known) ? known : "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
    }
}
