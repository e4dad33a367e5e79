using GamSessions;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddGamSessions();
var app = builder.Build();
app.MapGamSessions();
await app.RunAsync();
