using System.Globalization;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>Quantities as the API writes them.</summary>
internal static class Quantities
{
    /// <summary>Bytes.</summary>
    public static ResourceQuantity Bytes(long value) => value % (1 << 20) == 0
        ? new ResourceQuantity(string.Create(CultureInfo.InvariantCulture, $"{value >> 20}Mi"))
        : new ResourceQuantity(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Thousandths of a core.</summary>
    public static ResourceQuantity Millis(int value) => new(string.Create(CultureInfo.InvariantCulture, $"{value}m"));

    /// <summary>
    /// Limits, and requests that are small: a session does nothing for most of its life. Together the containers of a pod ask for 20m and
    /// 64Mi.
    /// </summary>
    public static V1ResourceRequirements Resources(int? cpuMillis, long? memoryBytes, long diskBytes)
    {
        const int cpuRequest = 10;
        const long memoryRequest = 32 << 20;
        const long diskRequest = 16 << 20;
        var limits = new Dictionary<string, ResourceQuantity> { ["ephemeral-storage"] = Bytes(diskBytes) };
        if (cpuMillis is { } cpu)
        {
            limits["cpu"] = Millis(cpu);
        }

        if (memoryBytes is { } memory)
        {
            limits["memory"] = Bytes(memory);
        }

        return new V1ResourceRequirements
        {
            Limits = limits,
            Requests = new Dictionary<string, ResourceQuantity>
            {
                ["cpu"] = Millis(Math.Min(cpuRequest, cpuMillis ?? cpuRequest)),
                ["memory"] = Bytes(Math.Min(memoryRequest, memoryBytes ?? memoryRequest)),
                ["ephemeral-storage"] = Bytes(Math.Min(diskRequest, diskBytes)),
            },
        };
    }
}
