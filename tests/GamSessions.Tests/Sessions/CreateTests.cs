using GamAgent.Protocol;
using GamSessions.Options;
using GamSessions.Sessions;

namespace GamSessions.Tests.Sessions;

public sealed class CreateTests
{
    [Fact]
    public async Task An_image_that_is_not_in_the_settings_is_unknown()
    {
        await using var bench = await SessionsBench.StartAsync(options => options.Images["other"] = new ImageOptions());

        Assert.Equal("other", (await bench.CreateAsync(image: "other")).Image);
        Assert.Equal("default-gam-image", (await bench.CreateAsync()).Image);
        var refused = await Assert.ThrowsAsync<SessionRequestException>(() => bench.CreateAsync(image: "nope"));
        Assert.Equal(("unknown-image", "image"), (refused.Code, refused.Field));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("others")]
    [InlineData("../others")]
    public async Task Credentials_that_the_owner_has_not_stored_are_refused_rather_than_ignored(string name)
    {
        await using var bench = await SessionsBench.StartAsync();
        await bench.Credentials.PutAsync("bob", "others", new Dictionary<string, string> { ["gam.cfg"] = "[DEFAULT]" }, 1, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<SessionRequestException>(
            () => bench.Sessions.CreateAsync(new NewSession("ann", "Test", null, new SessionConfig(), name), CancellationToken.None));
        Assert.Equal(("out-of-range", "credentials"), (refused.Code, refused.Field));
        Assert.Empty(await bench.Store.ListLiveAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("2", null, null, null, "config.resources.cpu")]
    [InlineData(null, "2Gi", null, null, "config.resources.memory")]
    [InlineData(null, "0", null, null, "config.resources.memory")]
    [InlineData(null, null, 31, null, "config.idleMinutes")]
    [InlineData(null, null, 0, null, "config.idleMinutes")]
    [InlineData(null, null, null, 481, "config.maxMinutes")]
    public async Task What_a_creator_asks_for_may_lower_a_limit_and_never_raise_it(string? cpu, string? memory, int? idle, int? most, string field)
    {
        await using var bench = await SessionsBench.StartAsync();
        var asked = new SessionConfig(new SessionResources(cpu, memory), idle, most);

        var refused = await Assert.ThrowsAsync<SessionRequestException>(() => bench.CreateAsync(asked));
        Assert.Equal(("out-of-range", field), (refused.Code, refused.Field));
        Assert.Empty(await bench.Store.ListLiveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_a_creator_asks_for_reaches_the_engine_in_bytes_and_thousandths()
    {
        await using var bench = await SessionsBench.StartAsync();
        (long? Memory, int? Cpu) got = default;
        bench.Engine.Provision = (spec, _) =>
        {
            got = (spec.MemoryBytes, spec.CpuMillis);
            return Task.CompletedTask;
        };

        var session = await bench.CreateReadyAsync(new SessionConfig(new SessionResources("500m", "512Mi"), 10, 60));
        Assert.Equal((512L << 20, 500), got);
        Assert.Equal(session.CreatedAt.AddMinutes(60), session.ExpiresAt);
    }

    [Fact]
    public async Task A_full_limit_of_an_owner_or_of_all_refuses_and_starting_sessions_count()
    {
        await using var bench = await SessionsBench.StartAsync(options =>
        {
            options.Limits.MaxSessionsPerOwner = 2;
            options.Limits.MaxSessions = 3;
        });
        bench.Probe.Wait = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var first = await bench.CreateAsync();
        await bench.CreateAsync();
        Assert.True((await Assert.ThrowsAsync<SessionLimitException>(() => bench.CreateAsync())).RetryAfter > TimeSpan.Zero);

        await bench.CreateAsync(owner: "bob");
        await Assert.ThrowsAsync<SessionLimitException>(() => bench.CreateAsync(owner: "bob"));

        await bench.Sessions.EndAsync(first.Id, EndReason.Deleted, CancellationToken.None);
        await bench.WaitForAsync(first.Id, SessionStatus.Ended);
        await bench.CreateAsync(owner: "bob");
    }

    [Fact]
    public async Task An_extension_only_ever_lengthens_a_life_and_never_past_the_longest()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync(new SessionConfig(MaxMinutes: 60));

        Assert.Equal(session.ExpiresAt, (await bench.Sessions.ExtendAsync(session.Id, 10, CancellationToken.None))!.ExpiresAt);
        Assert.Equal(bench.Time.GetUtcNow().AddMinutes(90), (await bench.Sessions.ExtendAsync(session.Id, 90, CancellationToken.None))!.ExpiresAt);

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        var refused = await Assert.ThrowsAsync<SessionRequestException>(() => bench.Sessions.ExtendAsync(session.Id, 480, CancellationToken.None));
        Assert.Equal(("out-of-range", "minutes"), (refused.Code, refused.Field));
        Assert.Null(await bench.Sessions.ExtendAsync("no-such-session", 10, CancellationToken.None));
    }
}
