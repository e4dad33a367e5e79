using System.Text.RegularExpressions;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using TestKit;
using TestKit.OpenApi;

namespace GamSessions.Tests.Api;

public sealed partial class RestDocumentTests(SharedApi shared) : IClassFixture<SharedApi>
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.Combine("docs", "rest.md"));

    [Fact]
    public async Task The_document_lists_the_calls_that_there_are()
    {
        var contract = OpenApiContract.Parse((await shared.Host.GetAsync("/openapi/v1.json")).Body);
        var served = contract.Root["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}"));

        var listed = CallRow().Matches(Document).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}");

        Assert.Equal(served.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_lists_every_code_with_its_status()
    {
        var codes = Enum.GetValues<ProblemCode>().Select(c => $"{ProblemStatus.Of(c)} {c.ToWireName()}");

        var listed = CodeRow().Matches(Document).Select(m => $"{m.Groups[2].Value} {m.Groups[1].Value}");

        Assert.Equal(codes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(GET|POST|PUT|DELETE) (/[^`?]*)[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex CallRow();

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
