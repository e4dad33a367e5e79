using GamAgent.Protocol;
using GamSessions.Sessions;

namespace GamSessions.Store.Rows;

/// <summary>A session as a row. Enumerations are kept by their wire names, so that a reordering of members changes no meaning.</summary>
internal sealed class SessionRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Image { get; set; }

    public required string Status { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public required string Conditions { get; set; }

    public required string Owner { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ReadyAt { get; set; }

    public required DateTimeOffset LastActivityAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? Cpu { get; set; }

    public string? Memory { get; set; }

    public int? IdleMinutes { get; set; }

    public int? MaxMinutes { get; set; }

    public string? Credentials { get; set; }

    public string? Epoch { get; set; }

    public long Version { get; set; }

    public static SessionRow From(Session session)
    {
        var row = new SessionRow
        {
            Id = session.Id,
            Name = session.Name,
            Image = session.Image,
            Status = session.Status.ToWireName(),
            Conditions = "",
            Owner = session.Owner,
            CreatedAt = session.CreatedAt,
            LastActivityAt = session.LastActivityAt,
            ExpiresAt = session.ExpiresAt,
        };
        row.Take(session);
        row.Version = session.Version;
        return row;
    }

    /// <summary>Takes over everything but the id and the version, which are the store's.</summary>
    public void Take(Session session)
    {
        Name = session.Name;
        Image = session.Image;
        Status = session.Status.ToWireName();
        Reason = session.Reason?.ToWireName();
        Message = session.Message;
        Conditions = string.Join(',', session.Conditions.Select(c => c.ToWireName()));
        Owner = session.Owner;
        CreatedAt = session.CreatedAt;
        ReadyAt = session.ReadyAt;
        LastActivityAt = session.LastActivityAt;
        ExpiresAt = session.ExpiresAt;
        EndedAt = session.EndedAt;
        Cpu = session.Config.Resources?.Cpu;
        Memory = session.Config.Resources?.Memory;
        IdleMinutes = session.Config.IdleMinutes;
        MaxMinutes = session.Config.MaxMinutes;
        Credentials = session.Credentials;
        Epoch = session.Epoch;
    }

    public Session ToSession() => new()
    {
        Id = Id,
        Name = Name,
        Image = Image,
        Status = WireNames.Read<SessionStatus>(Status),
        Reason = Reason is null ? null : WireNames.Read<EndReason>(Reason),
        Message = Message,
        Conditions = [.. Conditions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(WireNames.Read<SessionCondition>)],
        Owner = Owner,
        CreatedAt = CreatedAt,
        ReadyAt = ReadyAt,
        LastActivityAt = LastActivityAt,
        ExpiresAt = ExpiresAt,
        EndedAt = EndedAt,
        Config = new SessionConfig(Cpu is null && Memory is null ? null : new SessionResources(Cpu, Memory), IdleMinutes, MaxMinutes),
        Credentials = Credentials,
        Epoch = Epoch,
        Version = Version,
    };
}
