using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Requests;

/// <summary>Reads the numbers of pages.</summary>
internal static class PageQuery
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 500;

    /// <summary>The page, from 1, and its size; what is wrong goes into the errors.</summary>
    public static (int Page, int PageSize) Read(IQueryCollection query, FieldErrors errors) =>
        (Number(query, "page", 1, int.MaxValue, errors), Number(query, "pageSize", DefaultPageSize, MaxPageSize, errors));

    private static int Number(IQueryCollection query, string name, int missing, int to, FieldErrors errors)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return missing;
        }

        if (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= to)
        {
            return value;
        }

        errors.Add(name, $"must be a whole number between 1 and {to}.");
        return missing;
    }
}
