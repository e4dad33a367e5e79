using System.Buffers;
using System.IO.Enumeration;
using System.Text.Json;
using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Files;

/// <summary>
/// Lists the ordinary files of the work folder, in the order of their names, as the JSON that the REST API answers with. At most
/// <see cref="MostFiles"/>, then <c>truncated</c> says that there are more. Links, and what has a name that no path can hold, are left out.
/// </summary>
internal sealed class ListTransfer(LinkFileOpen open, WorkFolder folder, Action changed, RunnerLog log) : SendingTransfer(open, changed, log)
{
    /// <summary>The most files in a list.</summary>
    internal const int MostFiles = 10_000;

    // With everything that is not a file too, so that a folder full of those doesn't take for ever.
    private const int MostEntries = 20 * MostFiles;

    private readonly ArrayBufferWriter<byte> _text = new(2 * LinkFileBytes.PieceBytes);
    private long _offset;
    private int _files;
    private int _entries;

    /// <inheritdoc/>
    protected override void Transfer()
    {
        Say(new LinkFileState(Number, null));
        WaitForSend();
        using (var json = new Utf8JsonWriter(_text))
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            var root = folder.OpenRoot();
            try
            {
                Walk(json, root, "", 0);
            }
            finally
            {
                _ = Libc.Close(root);
            }

            json.WriteEndArray();
            if (IsFull)
            {
                json.WriteBoolean("truncated", true);
            }

            json.WriteEndObject();
        }

        SendText(least: 1);
        SendEnd();
    }

    private bool IsFull => _files > MostFiles || _entries > MostEntries;

    private void Walk(Utf8JsonWriter json, int at, string path, int depth)
    {
        foreach (var name in Names(at))
        {
            if (IsFull)
            {
                return;
            }

            if ((depth == 0 && name == WorkPath.PartFolder) || TryStatus(at, name) is not { } status)
            {
                continue;
            }

            if (status.IsFile)
            {
                if (++_files <= MostFiles)
                {
                    Write(json, path + name, status);
                }
            }
            else if (status.IsFolder && depth + 1 < WorkPath.MostNames)
            {
                Enter(json, at, name, path, depth);
            }
        }
    }

    private void Enter(Utf8JsonWriter json, int at, string name, string path, int depth)
    {
        int inner;
        try
        {
            inner = WorkFolder.Open(at, name, OpenFlags.Folder | OpenFlags.NoFollow);
        }
        catch (WorkFileException)
        {
            // Removed since, or not ours to enter: nothing in it can be had either.
            return;
        }

        try
        {
            Walk(json, inner, $"{path}{name}/", depth + 1);
        }
        finally
        {
            _ = Libc.Close(inner);
        }
    }

    private List<string> Names(int at)
    {
        // By the descriptor, so that it is this folder whatever its name now leads to.
        var names = new FileSystemEnumerable<string>($"/proc/self/fd/{at}/", (ref FileSystemEntry entry) => entry.FileName.ToString())
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.FileName.Contains('\ufffd'),
        };
        var found = names.Where(WorkPath.IsName).Take(MostEntries - Math.Min(_entries, MostEntries) + 1).ToList();
        _entries += found.Count;
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static FileStatus? TryStatus(int at, string name)
    {
        try
        {
            return WorkFolder.Status(at, name);
        }
        catch (WorkFileException)
        {
            return null;
        }
    }

    private void Write(Utf8JsonWriter json, string path, FileStatus status)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > WorkPath.MostBytes)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteNumber("size", status.Size);
        json.WriteString("modifiedAt", status.ModifiedAt.UtcDateTime);
        json.WriteString("etag", $"\"{status.Etag}\"");
        json.WriteEndObject();
        json.Flush();
        SendText(least: LinkFileBytes.PieceBytes);
    }

    private void SendText(int least)
    {
        if (_text.WrittenCount < least)
        {
            return;
        }

        var bytes = _text.WrittenSpan.ToArray();
        _text.ResetWrittenCount();
        for (var start = 0; start < bytes.Length;)
        {
            var count = Math.Min(WaitForCredit(_offset), bytes.Length - start);
            SendBytes(_offset, bytes, start, count);
            start += count;
            _offset += count;
        }
    }
}
