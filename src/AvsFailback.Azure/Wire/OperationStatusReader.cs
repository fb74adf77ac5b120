using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the status of a long-running operation (asr-contract §2).</summary>
internal static class OperationStatusReader
{
    // In api-version 2016-08-10 the address led to the job itself.
    private static readonly FieldMap<OperationFields> Properties = new()
    {
        ["state"] = static (ref r, t) => t.JobState = r.Text(),
    };

    private static readonly FieldMap<OperationFields> Fields = new()
    {
        ["status"] = static (ref r, t) => t.Status = r.Text(),
        ["error"] = static (ref r, t) => t.Error = ArmErrorReader.ReadError(ref r),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static OperationStatus Read(ref WireReader reader)
    {
        var read = new OperationFields();
        reader.Object(Fields, read);

        // An answer without a status is the finished resource itself.
        return Of(read.Status ?? read.JobState ?? "Succeeded", read.Error?.ToJobError());
    }

    /// <summary>What a status means: only it decides, whatever error stands beside it.</summary>
    public static OperationStatus Of(string status, JobError? error)
    {
        JobState state = JobStates.Parse(status);
        bool isSuccessful = state is JobState.Succeeded or JobState.CompletedWithInformation;
        return new OperationStatus(status, isSuccessful || state is JobState.Failed or JobState.Cancelled, isSuccessful, error, RetryAfter: null);
    }

    private sealed class OperationFields
    {
        public string? Status;
        public string? JobState;
        public ArmError? Error;
    }
}
