namespace GamSessions.Tests.Api;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task The_same_create_again_gets_the_same_session_with_a_token_that_works()
    {
        await using var host = await ApiHost.StartAsync();

        var first = await PostAsync(host, "k-1", """{"name":"x","image":"default-gam-image"}""");
        var second = await PostAsync(host, "k-1", """{ "imageId": "default-gam-image", "name": "x" }""");

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, host.Sessions.Creates);
        Assert.NotNull(second.Json!["websocketInfo"]!["token"]);
        Assert.Equal(first.Header("Location"), second.Header("Location"));
    }

    [Fact]
    public async Task Another_body_with_the_same_key_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        await PostAsync(host, "k-1", """{"name":"x"}""");

        var answer = await PostAsync(host, "k-1", """{"name":"y"}""");

        Assert.Equal((422, "idempotency-mismatch"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Many_at_once_make_one_session()
    {
        await using var host = await ApiHost.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Sessions.BeforeCreate = () => gate.Task;

        var answers = Enumerable.Range(0, 8).Select(_ => PostAsync(host, "k-1", """{"name":"x"}""")).ToList();
        await TestKit.Eventually.True("the first create is at work", () => host.Sessions.Last is not null);
        gate.SetResult();
        var all = await Task.WhenAll(answers);

        Assert.All(all, a => Assert.Equal(201, a.Status));
        Assert.Single(all.Select(a => a.Id).Distinct());
        Assert.Equal(1, host.Sessions.Creates);
    }

    [Fact]
    public async Task A_create_that_was_refused_may_be_tried_again_with_its_key()
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.BeforeCreate = () => throw new GamSessions.Sessions.SessionLimitException("full", TimeSpan.FromSeconds(1));
        Assert.Equal(429, (await PostAsync(host, "k-1", """{"name":"x"}""")).Status);
        host.Sessions.BeforeCreate = () => Task.CompletedTask;

        Assert.Equal(201, (await PostAsync(host, "k-1", """{"name":"x"}""")).Status);
    }

    [Fact]
    public async Task Keys_of_different_owners_have_nothing_to_do_with_each_other()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var (ann, bob) = (await host.AddKeyAsync("ann"), await host.AddKeyAsync("bob"));

        var first = await PostAsync(host, "k-1", """{"name":"x"}""", ann);
        var second = await PostAsync(host, "k-1", """{"name":"y"}""", bob);

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("long")]
    public async Task A_key_that_can_not_be_one_is_named(string key)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await PostAsync(host, key == "long" ? new string('x', 256) : key, """{"name":"x"}""");

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal(["Idempotency-Key"], answer.Fields);
    }

    private static Task<Answer> PostAsync(ApiHost host, string key, string body, string? apiKey = null) => host.SendAsync(
        HttpMethod.Post, "/api/sessions", body, [("Idempotency-Key", key), .. apiKey is null ? Array.Empty<(string, string)>() : [("Authorization", $"Bearer {apiKey}")]]);
}
