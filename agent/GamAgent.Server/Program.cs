using System.Runtime.Versioning;
using GamAgent.Server.Lifetime;

[assembly: SupportedOSPlatform("linux")]

return await AgentProgram.RunAsync(args);
