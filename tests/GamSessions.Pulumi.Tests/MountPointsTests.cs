using GamSessions.Pulumi.Reconciling;

namespace GamSessions.Pulumi.Tests;

/// <summary>Whether stacks in a folder would be lost with the pod.</summary>
public sealed class MountPointsTests
{
    private static readonly string[] Mounts =
    [
        "500 400 0:50 / / ro,relatime - overlay overlay rw",
        "501 500 8:1 /volumes/a /data rw - ext4 /dev/sda1 rw",
        "502 500 0:51 / /tmp rw - tmpfs tmpfs rw",
        "503 501 0:52 / /data/cache rw - tmpfs tmpfs rw",
        "504 500 8:1 /volumes/b /with\\040space rw - xfs /dev/sda1 rw",
    ];

    [Theory]
    [InlineData("/data/pulumi", true)]
    [InlineData("/data", true)]
    [InlineData("/with space/pulumi", true)]
    [InlineData("/data/cache/pulumi", false)]
    [InlineData("/database/pulumi", false)]
    [InlineData("/tmp/pulumi", false)]
    [InlineData("/home/gam", false)]
    public void Only_a_mounted_folder_outlives_the_pod(string folder, bool outlives) => Assert.Equal(outlives, MountPoints.HasVolume(folder, Mounts));
}
