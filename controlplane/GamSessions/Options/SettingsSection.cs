using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace GamSessions.Options;

/// <summary>
/// The section of the configuration, sorted into what can be bound and what can't. The framework's binder stops at the first value that
/// it can't convert and can't name unknown keys beside it; people who set ten keys want to hear of all mistakes at once.
/// </summary>
internal sealed class SettingsSection
{
    private readonly Dictionary<string, string?> _good = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];

    private SettingsSection()
    {
    }

    /// <summary>What is wrong: key, value, what it should be.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads the section <see cref="GamSessionsOptions.SectionName"/>.</summary>
    public static SettingsSection Read(IConfiguration configuration)
    {
        var section = new SettingsSection();
        section.Walk(configuration.GetSection(GamSessionsOptions.SectionName), typeof(GamSessionsOptions));
        return section;
    }

    /// <summary>Binds all that is right.</summary>
    public void Bind(GamSessionsOptions options) =>
        new ConfigurationBuilder().AddInMemoryCollection(_good).Build().GetSection(GamSessionsOptions.SectionName).Bind(options);

    private void Walk(IConfigurationSection section, Type type)
    {
        if (type == typeof(ImageOptions) && section.Value is { } reference)
        {
            // An image may be its reference alone.
            _good[$"{section.Path}:{nameof(ImageOptions.Reference)}"] = reference;
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            foreach (var child in section.GetChildren())
            {
                Walk(child, type.GenericTypeArguments[1]);
            }
        }
        else if (type != typeof(string) && type.IsAssignableTo(typeof(IList)))
        {
            WalkList(section, type.GenericTypeArguments[0]);
        }
        else if (type.Assembly == typeof(SettingsSection).Assembly && type != typeof(ByteSize))
        {
            WalkObject(section, type);
        }
        else
        {
            TakeValue(section, type);
        }
    }

    private void WalkObject(IConfigurationSection section, Type type)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            _errors.Add($"{section.Path} = '{section.Value}' holds further keys and takes no value itself.");
        }

        var properties = Keys(type).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                Walk(child, property.PropertyType);
            }
            else
            {
                _errors.Add($"{child.Path} is unknown. Remove it, or write one of: {string.Join(", ", properties.Keys.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private void WalkList(IConfigurationSection section, Type item)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            _errors.Add($"{section.Path} = '{section.Value}' is no list. Write {section.Path}:0, {section.Path}:1 … (a JSON array in a file).");
        }

        foreach (var child in section.GetChildren())
        {
            Walk(child, item);
        }
    }

    private void TakeValue(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().FirstOrDefault() is { } child)
        {
            _errors.Add($"{child.Path} is unknown: {section.Path} takes one value ({Shape(type)}).");
            return;
        }

        var isNullable = Nullable.GetUnderlyingType(type) is not null || !type.IsValueType;
        if (string.IsNullOrEmpty(section.Value))
        {
            // An environment variable can't say null; empty means the same.
            if (isNullable)
            {
                _good[section.Path] = type == typeof(string) ? section.Value : "";
                return;
            }

            _errors.Add($"{section.Path} is empty. Remove it for the default, or write {Shape(type)}.");
            return;
        }

        try
        {
            var value = TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).ConvertFromInvariantString(section.Value);
            if (value is Uri { IsAbsoluteUri: false })
            {
                throw new FormatException("no absolute address");
            }

            _good[section.Path] = section.Value;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException or InvalidCastException)
        {
            _errors.Add($"{section.Path} = '{section.Value}' can't be read. Write {Shape(type)}.");
        }
    }

    /// <summary>The keys that a class of options has.</summary>
    internal static IEnumerable<PropertyInfo> Keys(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static string Shape(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(TimeSpan) => "a duration as 00:00:20 or 1.00:00:00",
        var t when t == typeof(ByteSize) => "a size in bytes, or as 64Ki, 64Mi, 1Gi",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(Uri) => "an absolute address as https://gam.example.com/prefix",
        var t when t == typeof(bool) => "true or false",
        _ => "a text",
    };
}
