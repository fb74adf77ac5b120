using System;
using System.Collections.Generic;
using AvsFailback.Azure.Wire;

namespace AvsFailback.Azure.Emulation;

/// <summary>Reads an emulator's logs: what it was asked, and what happened to VMs.</summary>
internal static class EmulatorLogReader
{
    private static readonly FieldMap<RequestFields> Request = new()
    {
        ["n"] = static (ref r, t) => t.Number = r.Whole(),
        ["time"] = static (ref r, t) => t.Time = r.Moment(),
        ["method"] = static (ref r, t) => t.Method = r.Text(),
        ["path"] = static (ref r, t) => t.Path = r.Text(),
        ["query"] = static (ref r, t) => t.Query = r.Text(),
        ["operation"] = static (ref r, t) => t.Operation = r.Text(),
        ["item"] = static (ref r, t) => t.ItemName = r.Text(),
        ["friendlyName"] = static (ref r, t) => t.FriendlyName = r.Text(),
        ["status"] = static (ref r, t) => t.Status = r.Whole(),
        ["clientRequestId"] = static (ref r, t) => t.ClientRequestId = r.Text(),
        ["effect"] = static (ref r, t) => t.Effect = r.Text(),
        ["fault"] = static (ref r, t) => t.Fault = r.Text(),
    };

    private static readonly FieldMap<EffectFields> Effect = new()
    {
        ["n"] = static (ref r, t) => t.Number = r.Whole(),
        ["time"] = static (ref r, t) => t.Time = r.Moment(),
        ["item"] = static (ref r, t) => t.ItemName = r.Text(),
        ["effect"] = static (ref r, t) => t.Name = r.Text(),
        ["jobId"] = static (ref r, t) => t.JobId = r.Text(),
        ["requestN"] = static (ref r, t) => t.RequestNumber = r.Whole(),
    };

    public static IReadOnlyList<EmulatorRequest> ReadRequests(ref WireReader reader) => PageReader.Read(ref reader, ReadRequest, static _ => { }).Items;

    public static IReadOnlyList<EmulatorEffect> ReadEffects(ref WireReader reader) => PageReader.Read(ref reader, ReadEffect, static _ => { }).Items;

    private static EmulatorRequest ReadRequest(ref WireReader reader)
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

    private static EmulatorEffect ReadEffect(ref WireReader reader)
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
