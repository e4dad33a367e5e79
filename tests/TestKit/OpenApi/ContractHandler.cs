namespace TestKit.OpenApi;

/// <summary>
/// Put into an <see cref="HttpClient"/>, it checks every response against the document that the same server gives, and throws when one
/// is not what that says.
/// </summary>
/// <param name="inner">What sends.</param>
/// <param name="document">Where the document is.</param>
/// <param name="prefix">The path prefix that addresses have and the document's paths don't, for example <c>/gam</c>; default none.</param>
public sealed class ContractHandler(HttpMessageHandler inner, Uri document, string prefix = "") : DelegatingHandler(inner)
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private OpenApiContract? _contract;

    /// <summary>How many responses were checked.</summary>
    public int Checked { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var contract = await GetContractAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type == "text/event-stream")
        {
            return response;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        var own = prefix.Length > 0 && path.StartsWith(prefix + "/", StringComparison.Ordinal) ? path[prefix.Length..] : path;
        var violations = contract.Violations(request.Method, own, (int)response.StatusCode, type, body);
        if (violations.Count > 0)
        {
            throw new ContractException($"{request.Method} {path} answered {(int)response.StatusCode}: {string.Join("; ", violations)}\n{body}");
        }

        Checked++;
        return response;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _once.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<OpenApiContract> GetContractAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_contract is null)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, document);
                using var response = await base.SendAsync(request, cancellationToken);
                response.EnsureSuccessStatusCode();
                _contract = OpenApiContract.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            }

            return _contract;
        }
        finally
        {
            _once.Release();
        }
    }
}

/// <summary>A response is not what the document says.</summary>
public sealed class ContractException(string message) : Exception(message);
