using GamSessions.Options;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Platform;

/// <summary><c>GET /api/images</c>.</summary>
internal sealed class ImagesCall(IOptions<GamSessionsOptions> options)
{
    /// <summary>The images that a session may use, the default first.</summary>
    public IResult Handle()
    {
        var names = options.Value.Images.Keys.Append(DefaultImage).Distinct(StringComparer.Ordinal);
        return Results.Json(
            new ImageListAnswer([.. names.Select(n => new ImageResource(n, n == DefaultImage)).OrderByDescending(i => i.IsDefault).ThenBy(i => i.Name, StringComparer.Ordinal)]),
            ApiJson.Options);
    }

    private const string DefaultImage = "default-gam-image";
}

/// <summary>The images that a session may use.</summary>
/// <param name="Images">The default first.</param>
internal sealed record ImageListAnswer(IReadOnlyList<ImageResource> Images);

/// <summary>An image.</summary>
/// <param name="Name">What a create calls it.</param>
/// <param name="IsDefault">Whether a create that names none gets it.</param>
internal sealed record ImageResource(string Name, bool IsDefault);
