namespace GamSessions.Tests.Api;

public sealed class PageTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task The_page_runs_no_inline_script_and_stands_in_no_frame()
    {
        var page = await shared.Host.GetAsync("/");

        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|\\son[a-z]+=|\\sstyle=", page.Body);
    }

    [Fact]
    public async Task The_page_loads_its_own_files_and_no_others()
    {
        var page = await shared.Host.GetAsync("/");
        var files = System.Text.RegularExpressions.Regex.Matches(page.Body, "(?:src|href)=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(["docs", "page/page.css", "page/page.js"], files.Order(StringComparer.Ordinal));
        Assert.Equal("text/css", (await shared.Host.GetAsync("/page/page.css")).Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("text/javascript", (await shared.Host.GetAsync("/page/page.js")).Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_page_puts_in_what_comes_from_elsewhere_as_text_only()
    {
        var script = (await shared.Host.GetAsync("/page/page.js")).Body;

        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function|localStorage|sessionStorage", script);
    }

    [Fact]
    public async Task What_answers_a_prompt_is_not_among_the_commands_that_the_arrow_keys_bring_back()
    {
        var script = (await shared.Host.GetAsync("/page/page.js")).Body;

        Assert.Contains("this.asked = conditions.includes('asked-for-input');", script, StringComparison.Ordinal);
        Assert.Contains("if (line.trim() && !answer) history.lines.push(line);", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_prefix_the_page_is_found_with_and_without_the_final_slash()
    {
        await using var host = await ApiHost.StartAsync(("PublicUrl", "https://gam.example.com/gam"));

        var bare = await host.GetAsync("/gam");
        var whole = await host.GetAsync("/gam/");

        Assert.Equal((302, "/gam/"), (bare.Status, bare.Header("Location")));
        Assert.Equal(200, whole.Status);
        Assert.Contains("wss://gam.example.com", whole.Header("Content-Security-Policy")!, StringComparison.Ordinal);
    }
}
