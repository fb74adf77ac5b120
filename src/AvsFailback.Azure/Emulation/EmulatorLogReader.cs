using System;
using System.Collections.Generic;
using AvsFailback.Azure.Wire;

namespace AvsFailback.Azure.Emulation;

/// <summary>Reads an emulator's logs: what it was asked, and what happened to VMs.</summary>
internal static class EmulatorLogReader
{
    private static readonly FieldMap<RequestFields> Request = new()
    {
        ["n"] = static (r, t) => t.Number = r.Whole(),
        ["time"] = static (r, t) => t.Time = r.Moment(),
        ["method"] = static (r, t) => t.Method = r.Word(),
        ["path"] = static (r, t) => t.Path = r.Text(),
        ["query"] = static (r, t) => t.Query = r.Text(),
        ["operation"] = static (r, t) => t.Operation = r.Word(),
        ["item"] = static (r, t) => t.ItemName = r.Word(),
        ["friendlyName"] = static (r, t) => t.FriendlyName = r.Word(),
        ["status"] = static (r, t) => t.Status = r.Whole(),
        ["clientRequestId"] = static (r, t) => t.ClientRequestId = r.Text(),
        ["effect"] = static (r, t) => t.Effect = r.Word(),
        ["fault"] = static (r, t) => t.Fault = r.Word(),
    };

    private static readonly FieldMap<EffectFields> Effect = new()
    {
        ["n"] = static (r, t) => t.Number = r.Whole(),
        ["time"] = static (r, t) => t.Time = r.Moment(),
        ["item"] = static (r, t) => t.ItemName = r.Word(),
        ["effect"] = static (r, t) => t.Name = r.Word(),
        ["jobId"] = static (r, t) => t.JobId = r.Word(),
        ["requestN"] = static (r, t) => t.RequestNumber = r.Whole(),
    };

    public static IReadOnlyList<EmulatorRequest> ReadRequests(WireReader reader) => PageReader.Read(reader, ReadRequest).Items;

    public static IReadOnlyList<EmulatorEffect> ReadEffects(WireReader reader) => PageReader.Read(reader, ReadEffect).Items;

    private static EmulatorRequest ReadRequest(WireReader reader)
    {
        var read = new RequestFields();
        reader.Object(Request, read);
        return new EmulatorRequest
        {
            Number = read.Number ?? 0,
            Time = read.Time ?? default,
            Method = read.Method ?? string.Empty,
            Path = read.Path ?? string.Empty,
            Query = read.Query ?? string.Empty,
            Operation = read.Operation ?? string.Empty,
            Item = read.FriendlyName ?? read.ItemName,
            ItemName = read.ItemName,
            Status = (int)(read.Status ?? 0),
            ClientRequestId = read.ClientRequestId,
            Effect = read.Effect,
            Fault = read.Fault,
        };
    }

    private static EmulatorEffect ReadEffect(WireReader reader)
    {
        var read = new EffectFields();
        reader.Object(Effect, read);
        return new EmulatorEffect
        {
            Number = read.Number ?? 0,
            Time = read.Time ?? default,
            Name = read.Name ?? string.Empty,
            ItemName = read.ItemName,
            JobId = read.JobId,
            RequestNumber = read.RequestNumber,
        };
    }

    private sealed class RequestFields
    {
        public long? Number;
        public DateTimeOffset? Time;
        public string? Method;
        public string? Path;
        public string? Query;
        public string? Operation;
        public string? ItemName;
        public string? FriendlyName;
        public long? Status;
        public string? ClientRequestId;
        public string? Effect;
        public string? Fault;
    }

    private sealed class EffectFields
    {
        public long? Number;
        public DateTimeOffset? Time;
        public string? ItemName;
        public string? Name;
        public string? JobId;
        public long? RequestNumber;
    }
}
