using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.Options;

/// <summary>Reads and validates the settings.</summary>
internal static class SessionOptionsServices
{
    /// <summary>Binds the section <c>GamSessions</c>, then applies <paramref name="configure"/>, then fills in defaults and validates.</summary>
    public static void AddSessionOptions(this IServiceCollection services, Action<GamSessionsOptions>? configure)
    {
        var options = services.AddOptions<GamSessionsOptions>()
            .Configure<IConfiguration>((options, configuration) => SettingsSection.Read(configuration).Bind(options))
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IPostConfigureOptions<GamSessionsOptions>, OptionsDefaults>();
        services.AddSingleton<IValidateOptions<GamSessionsOptions>, OptionsValidator>();
    }
}
