using System.Reflection;
using System.Text;
using GamSessions.Options;
using GamSessions.Provisioning;
using Microsoft.Extensions.Options;

namespace GamSessions.Host;

/// <summary>What the host says once it has started: what it uses, and what to do next.</summary>
internal static class StartText
{
    private const int NameWidth = 12;

    /// <summary>The text.</summary>
    public static string For(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GamSessionsOptions>>().Value;
        var engine = app.Services.GetRequiredService<ISessionProvisioner>();
        var address = (options.PublicUrl?.ToString() ?? app.Urls.FirstOrDefault() ?? "http://localhost:5080").TrimEnd('/');
        var version = typeof(StartText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var text = new StringBuilder().AppendLine($"gam-sessions {version} on {string.Join(", ", app.Urls)}");
        text.Line("engine", engine.Engine);
        foreach (var (name, value) in engine.Describe())
        {
            text.Line(name, value);
        }

        text.Line("data", options.DataFolder ?? string.Empty);
        text.Line("access", options.Access.Mode);
        text.AppendLine();
        AppendNextSteps(text, options.Access.Mode, address);
        return text.AppendLine().Append("Ctrl-C ends the host").Append(engine.SessionsOutliveControlPlane ? "." : " and every session.").ToString();
    }

    private static void AppendNextSteps(StringBuilder text, string access, string address)
    {
        var local = access == "local";
        text.AppendLine($"Open {address}/ in a browser, or create a session and enter it:").AppendLine();
        if (!local)
        {
            text.AppendLine("  # a key: run this program with   keys add NAME").AppendLine("  KEY=gsk_…");
        }

        var key = local ? string.Empty : " -H \"Authorization: Bearer $KEY\"";
        text.AppendLine($"  SESSION=$(curl -sS{key} -H 'Content-Type: application/json' -d '{{\"name\":\"My Session\",\"image\":\"default-gam-image\"}}' {address}/api/sessions); echo \"$SESSION\"");
        var token = local ? string.Empty : " -H \"Authorization: Bearer $(echo \"$SESSION\" | grep -o '\"token\":\"[^\"]*' | cut -d'\"' -f4)\"";
        text.AppendLine($"  wscat{token} -c \"$(echo \"$SESSION\" | grep -o '\"url\":\"[^\"]*' | cut -d'\"' -f4)\"");
        text.AppendLine("  > gam info domain");
    }

    private static void Line(this StringBuilder text, string name, string value) => text.Append("  ").Append(name.PadRight(NameWidth)).AppendLine(value);
}
