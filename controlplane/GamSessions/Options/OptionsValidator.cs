using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GamSessions.Options;

/// <summary>Refuses wrong settings at start, all of them together.</summary>
internal sealed class OptionsValidator(IConfiguration configuration) : IValidateOptions<GamSessionsOptions>
{
    public ValidateOptionsResult Validate(string? name, GamSessionsOptions options)
    {
        List<string> errors = [.. SettingsSection.Read(configuration).Errors, .. Broken(SettingRules.All, options)];
        if (errors.Count == 0)
        {
            // Only keys that are right by themselves can be wrong together.
            errors.AddRange(Broken(SettingRules.Together, options));
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Broken(IEnumerable<SettingRule> rules, GamSessionsOptions options) =>
        rules.Select(r => r.Check(options)).OfType<string>();
}
