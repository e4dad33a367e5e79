using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Conformance.Tests.Hosting;

/// <summary>The host as a program of its own, for tests that kill it.</summary>
internal static partial class CrashingHost
{
    /// <summary>Waits until it listens, and creates a session that is ready.</summary>
    public static async Task<string> CreateSessionAsync(StartedProgram host)
    {
        var line = await host.Output.WaitForLine(text => Address().IsMatch(text), TimeSpan.FromMinutes(2));
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(line).Value), Timeout = TimeSpan.FromMinutes(2) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(new { name = "Crash" }) };
        request.Headers.Add("Prefer", "wait=50");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Accepted, body);
        var id = JsonReading.Parse(body).Text("session.id");
        await Eventually.True(
            "it is ready",
            async () => JsonReading.Parse(await http.GetStringAsync($"api/sessions/{id}", TestContext.Current.CancellationToken)).Text("session.status") == "ready",
            TimeSpan.FromMinutes(5));
        return id;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
