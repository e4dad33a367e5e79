using SocketIo;
using SocketIo.Engine;
using SocketIo.TestHost;

// What test suites of Engine.IO 4 and Socket.IO 5 expect of a server, on --port (default 3000; 0 for any free one); --pingTimeout MILLISECONDS.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var port = builder.Configuration.GetValue("port", 3000);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    if (port == 0)
    {
        // Kestrel takes no free port for a name with two addresses.
        kestrel.Listen(System.Net.IPAddress.Loopback, port);
    }
    else
    {
        kestrel.ListenLocalhost(port);
    }
});

await using var app = builder.Build();
var loggers = app.Services.GetRequiredService<ILoggerFactory>();

// Real clients on a busy machine need more than the 200 ms that the suites go by.
var pingTimeout = TimeSpan.FromMilliseconds(builder.Configuration.GetValue("pingTimeout", 200));
app.MapEngineIo(Suites.Engine(pingTimeout, loggers));
app.MapSocketIo(Suites.SocketIo(pingTimeout, loggers));
await app.StartAsync();

// The suites give their first requests two seconds, in which a busy machine would still be compiling what serves them.
await Warmth.Gain(new Uri(app.Urls.First()), "engine.io", "socket.io");
Console.WriteLine($"listening on {string.Join(", ", app.Urls)}");
await app.WaitForShutdownAsync();
