using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Cluster.Tests.Clients;

/// <summary>Stands before the API server for one control plane: sees what it asks for, and fails what a test wants to fail.</summary>
internal sealed class ApiServerProxy : IAsyncDisposable
{
    /// <summary>Instead of a status: no answer at all, until the caller gives up.</summary>
    public const int NoAnswer = 0;

    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _invoker;

    private ApiServerProxy(WebApplication app, HttpMessageInvoker invoker) => (_app, _invoker) = (app, invoker);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<ApiCall> Calls { get; } = new();

    /// <summary>Answers a call with this status and without the API server; null lets it through.</summary>
    public Func<ApiCall, Task<int?>>? Fail { get; set; }

    /// <summary>Starts one.</summary>
    public static async Task<ApiServerProxy> Start()
    {
        TestCluster.Require();
        var server = await TestCluster.ApiServer();
        var authority = await Kubectl.Run("config", "view", "--minify", "--flatten", "--raw", "-o", "jsonpath={.clusters[0].cluster.certificate-authority-data}");
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.ImportFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(authority)));
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = { CertificateChainPolicy = chain },
        });

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var proxy = new ApiServerProxy(app, invoker);
        app.Map("/{**path}", context => proxy.Forward(context, server.ToString()));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _invoker.Dispose();
    }

    private async Task Forward(HttpContext context, string server)
    {
        if (ApiCall.Read(context.Request) is { } call)
        {
            Calls.Enqueue(call);
            if (Fail is { } fail && await fail(call) is { } status)
            {
                await Refuse(context, status);
                return;
            }
        }

        var forwarder = context.RequestServices.GetRequiredService<IHttpForwarder>();
        await forwarder.SendAsync(context, server, _invoker, Forwarding, HttpTransformer.Default);
    }

    private static async Task Refuse(HttpContext context, int status)
    {
        if (status == NoAnswer)
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"the test said so","code":{{status}}}"""));
    }
}
