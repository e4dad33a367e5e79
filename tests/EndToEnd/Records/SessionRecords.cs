using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Records;

/// <summary>Reads what the host keeps of a session.</summary>
internal static class SessionRecords
{
    /// <summary>The rows of the audit's first page.</summary>
    public static async Task<JsonElement[]> Commands(this HostProgram host, string id) =>
        [.. (await host.Get($"api/sessions/{id}/commands")).At("commands").EnumerateArray()];

    /// <summary>Waits for that many rows that have an end, and returns all.</summary>
    public static async Task<JsonElement[]> EndedCommands(this HostProgram host, string id, int count)
    {
        JsonElement[] rows = [];
        await Eventually.True($"{count} commands of {id} have ended", async () =>
        {
            rows = await host.Commands(id);
            return rows.Count(r => r.TryAt("endedAt") is not null) == count;
        });
        return rows;
    }

    /// <summary>A transcript.</summary>
    public static async Task<string> Transcript(this HostProgram host, string id, string format)
    {
        using var answer = await host.Http.GetAsync($"api/sessions/{id}/transcript?format={format}");
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The events of the transcript.</summary>
    public static async Task<EventEnvelope[]> Journal(this HostProgram host, string id) =>
        [.. (await host.Transcript(id, "jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, EventJson.Default.EventEnvelope)!)];

    /// <summary>Runs a command without a websocket.</summary>
    public static async Task<(int Status, JsonElement Body)> Run(this HostProgram host, string id, object body)
    {
        using var answer = await host.Http.PostAsJsonAsync($"api/sessions/{id}/commands", body);
        return ((int)answer.StatusCode, JsonReading.Parse(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>The files below a folder in which a text stands; empty ones (a lock, held by the host) are not opened.</summary>
    public static IReadOnlyList<string> FilesWith(string folder, string text) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Contains(path, System.Text.Encoding.UTF8.GetBytes(text)))];

    private static bool Contains(string path, byte[] text)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return false;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(text) >= 0;
        }
        catch (FileNotFoundException)
        {
            // Removed since it was listed.
            return false;
        }
    }
}
