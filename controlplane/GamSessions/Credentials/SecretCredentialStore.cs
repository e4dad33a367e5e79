using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using GamSessions.Options;
using GamSessions.Sessions;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Credentials;

/// <summary>
/// Credentials as Secrets of the sessions' namespace, one for each name, whose keys are the files. They are found by labels, told apart by
/// owner and name together, and read here for their sizes alone; the pods mount them.
/// </summary>
internal sealed partial class SecretCredentialStore(IKubernetes client, IOptions<GamSessionsOptions> options, TimeProvider time, ILogger<SecretCredentialStore> logger)
    : ICredentialStore
{
    /// <summary>The label that stands for the owner.</summary>
    public const string OwnerLabel = "gam-sessions/owner";

    /// <summary>The annotation with the name.</summary>
    public const string NameAnnotation = "gam-sessions/credentials";

    private const string OwnerAnnotation = "gam-sessions/owner";
    private const string UpdatedAnnotation = "gam-sessions/updated-";
    private const string FieldManager = "gam-sessions";
    private const int MostTries = 3;

    private string Namespace => options.Value.Kubernetes.Namespace;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CredentialSet>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        var found = await AskAsync(() => client.CoreV1.ListNamespacedSecretAsync(
            Namespace, labelSelector: $"{Selector},{OwnerLabel}={CredentialNames.OwnerKey(owner)}", cancellationToken: cancellationToken));
        return [.. found!.Items.Where(secret => IsOf(secret, owner)).Select(Read).OrderBy(set => set.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<CredentialSet?> FindAsync(string owner, string name, CancellationToken cancellationToken) =>
        CredentialNames.IsName(name) && await ReadAsync(owner, name, cancellationToken) is { } secret ? Read(secret) : null;

    /// <inheritdoc/>
    public async Task<CredentialPut> PutAsync(
        string owner, string name, IReadOnlyDictionary<string, string> files, int most, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await ReadAsync(owner, name, cancellationToken) is not null)
            {
                if (await ReplaceAsync(owner, name, files, cancellationToken))
                {
                    return CredentialPut.Replaced;
                }
            }
            else if ((await ListAsync(owner, cancellationToken)).Count >= most)
            {
                return CredentialPut.TooMany;
            }
            else if (await CreateAsync(owner, name, files, cancellationToken))
            {
                return CredentialPut.Created;
            }

            // Made or removed by somebody else in between.
            if (attempt == MostTries)
            {
                throw new SessionsUnavailableException("The credentials are being changed by somebody else; try again.");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string owner, string name, CancellationToken cancellationToken) =>
        CredentialNames.IsName(name)
        && await ReadAsync(owner, name, cancellationToken) is not null
        && await AskAsync(
            () => client.CoreV1.DeleteNamespacedSecretAsync(CredentialNames.SecretName(owner, name), Namespace, cancellationToken: cancellationToken),
            HttpStatusCode.NotFound) is not null;

    private static string Selector => string.Join(',', Labels().Select(label => $"{label.Key}={label.Value}"));

    private static Dictionary<string, string> Labels() => new(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/managed-by"] = "gam-sessions",
        ["app.kubernetes.io/component"] = "credentials",
    };

    // The digest alone would do; but a Secret that somebody copied or edited must not pass for another owner's.
    private static bool IsOf(V1Secret secret, string owner) =>
        secret.Metadata.Annotations is { } said && said.TryGetValue(OwnerAnnotation, out var named) && named == owner && said.ContainsKey(NameAnnotation);

    private static CredentialSet Read(V1Secret secret)
    {
        var data = secret.Data ?? new Dictionary<string, byte[]>();
        return new CredentialSet(
            secret.Metadata.Annotations[NameAnnotation],
            [.. CredentialFiles.Names.Where(data.ContainsKey).Select(file => new CredentialFile(file, data[file].Length, UpdatedAt(secret, file)))]);
    }

    private static DateTimeOffset UpdatedAt(V1Secret secret, string file) =>
        secret.Metadata.Annotations.TryGetValue(UpdatedAnnotation + file, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? at
            : new DateTimeOffset(secret.Metadata.CreationTimestamp ?? DateTime.UnixEpoch);

    private async Task<V1Secret?> ReadAsync(string owner, string name, CancellationToken cancellationToken) =>
        await AskAsync(
            () => client.CoreV1.ReadNamespacedSecretAsync(CredentialNames.SecretName(owner, name), Namespace, cancellationToken: cancellationToken),
            HttpStatusCode.NotFound) is { } secret && IsOf(secret, owner)
            ? secret
            : null;

    private async Task<bool> CreateAsync(string owner, string name, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var labels = Labels();
        labels["app.kubernetes.io/part-of"] = "gam-sessions";
        labels[OwnerLabel] = CredentialNames.OwnerKey(owner);
        var annotations = Updated(files);
        annotations[OwnerAnnotation] = owner;
        annotations[NameAnnotation] = name;
        var secret = new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = new V1ObjectMeta { Name = CredentialNames.SecretName(owner, name), Labels = labels, Annotations = annotations },
            Type = "Opaque",
            Data = files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)),
        };
        return await AskAsync(
            () => client.CoreV1.CreateNamespacedSecretAsync(secret, Namespace, fieldManager: FieldManager, cancellationToken: cancellationToken),
            HttpStatusCode.Conflict) is not null;
    }

    private async Task<bool> ReplaceAsync(string owner, string name, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var patch = JsonSerializer.Serialize(new
        {
            metadata = new { annotations = Updated(files) },
            data = files.ToDictionary(file => file.Key, file => Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value))),
        });
        return await AskAsync(
            () => client.CoreV1.PatchNamespacedSecretAsync(
                new V1Patch(patch, V1Patch.PatchType.MergePatch),
                CredentialNames.SecretName(owner, name),
                Namespace,
                fieldManager: FieldManager,
                cancellationToken: cancellationToken),
            HttpStatusCode.NotFound) is not null;
    }

    private Dictionary<string, string> Updated(IReadOnlyDictionary<string, string> files)
    {
        var now = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        return files.Keys.ToDictionary(file => UpdatedAnnotation + file, _ => now, StringComparer.Ordinal);
    }

    /// <summary>Asks the cluster; null for an answer that is expected to be no.</summary>
    /// <exception cref="SessionsUnavailableException">It doesn't answer, or not as it should.</exception>
    private async Task<T?> AskAsync<T>(Func<Task<T>> ask, HttpStatusCode? no = null)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == no)
        {
            return null;
        }
        catch (HttpOperationException e)
        {
            // The answer's words can hold the object that was sent; its status can't.
            LogRefused((int)e.Response.StatusCode);
            throw new SessionsUnavailableException($"The cluster refused to look after the credentials ({(int)e.Response.StatusCode}); the administrator finds more in the host's log.");
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(e.Message);
            throw new SessionsUnavailableException("The cluster does not answer; try again.");
        }
    }

    [LoggerMessage(3403, LogLevel.Error, "The cluster answered a request about a Secret with credentials with {Status}; the Role has to allow get, list, create, patch and delete of secrets.")]
    private partial void LogRefused(int status);

    [LoggerMessage(3404, LogLevel.Warning, "The cluster did not answer a request about a Secret with credentials: {Problem}")]
    private partial void LogUnreachable(string problem);
}
