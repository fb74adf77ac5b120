namespace AvsFailback.Azure.Wire;

/// <summary>The body of a job's <c>/resume</c>.</summary>
internal static class ResumeJobRequest
{
    public static byte[] Write(string? comments) => RequestBody.Write(w => w.FieldIfAny("comments", comments));
}
