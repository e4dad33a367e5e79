using System.Net;
using k8s.Autorest;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// Calls of the API server: tried again where that can help (409, 429, 5xx, no answer), each try for 15 s at most, all of them for 60 s.
/// All calls of the engine can be repeated: apply and delete mean the same a second time.
/// </summary>
internal sealed class ApiCalls(TimeProvider time)
{
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(Budget)
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(MayPass),
            MaxRetryAttempts = 20,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Exception)),
        })
        .AddTimeout(TryLimit)
        .Build();

    /// <summary>Calls.</summary>
    /// <exception cref="HttpOperationException">The API server refused.</exception>
    /// <exception cref="ApiUnreachableException">It did not answer in time, again and again.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (Exception e) when (e is TimeoutRejectedException or HttpRequestException or IOException)
        {
            throw new ApiUnreachableException($"The API server did not answer within {Budget.TotalSeconds:0} s: {e.Message}", e);
        }
    }

    /// <summary>Calls for something that may not be there.</summary>
    /// <returns>Null when it isn't.</returns>
    public async Task<T?> FindAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RunAsync(call, cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static bool MayPass(Exception e) => e switch
    {
        HttpOperationException { Response: { } response } =>
            response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500,
        HttpRequestException or IOException or TimeoutRejectedException => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(Exception? e) =>
        e is HttpOperationException { Response.Headers: { } headers } && headers.TryGetValue("Retry-After", out var values)
        && int.TryParse(values.FirstOrDefault(), out var seconds) && seconds is > 0 and <= 30
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
