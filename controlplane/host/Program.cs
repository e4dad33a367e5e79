using GamSessions;
using GamSessions.Access;
using GamSessions.Host;
using GamSessions.Pulumi;

if (Usage.IsAskedFor(args))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

if (args is not ["keys", ..] && Usage.FindUnknown(args) is { } unknown)
{
    await Console.Error.WriteLineAsync($"gam-sessions can't start: '{unknown}' is no setting with a value, and no command. --help shows both.");
    return 2;
}

// Settings lie beside the program (appsettings.json), in the environment and on the command line.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddQuietLogging();
builder.UseDefaultAddress();
builder.Services.AddPulumiEngine();
builder.Services.AddGamSessions();

await using var app = builder.Build();
try
{
    app.MapGamSessions();
    if (args is ["keys", .. var words])
    {
        return await KeysCommand.RunAsync(app.Services, words, Console.Out, Console.Error);
    }

    await app.StartAsync();
}
catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
{
    // Told to end before it had started: there is nothing to end yet.
    return 0;
}
catch (Exception e) when (StartProblem.Describe(e) is { } problem)
{
    await Console.Error.WriteLineAsync($"gam-sessions can't start: {problem}");
    return 1;
}

Console.WriteLine(StartText.For(app));
await app.WaitForShutdownAsync();
return 0;
