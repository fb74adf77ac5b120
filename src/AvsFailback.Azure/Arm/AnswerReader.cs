using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;
using Azure;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// What reads a good answer. It hangs on the message so that the retry policy can call it within each try: an answer
/// that is cut, no JSON, or not what was asked for counts as one that didn't come.
/// </summary>
internal abstract class AnswerReader
{
    public async Task ReadAsync(Response response, CancellationToken cancellationToken)
    {
        using BodyBuffer body = await BodyBuffer.TakeAsync(response.ContentStream ?? Stream.Null, cancellationToken);
        try
        {
            var reader = new WireReader(body);
            Read(ref reader);
        }
        catch (JsonSerializationException) when (ErrorIn(body) is { } error)
        {
            throw ArmErrors.InGoodStatus(response.Status, error);
        }
    }

    protected abstract void Read(ref WireReader reader);

    /// <summary>The service's error in an answer whose status says that all is well; null if it has none.</summary>
    private static ArmError? ErrorIn(BodyBuffer body)
    {
        try
        {
            var reader = new WireReader(body);
            ArmError error = reader.Root(ArmErrorReader.ReadBody);
            return error.Code.Length + error.Message.Length > 0 ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <inheritdoc/>
/// <param name="read">Reads the body.</param>
/// <param name="mayBeEmpty">Whether a body without a value is an answer too, as for the status of an operation.</param>
internal sealed class AnswerReader<T>(WireRead<T> read, bool mayBeEmpty) : AnswerReader
    where T : class
{
    /// <summary>What was read; null where the answer had none.</summary>
    public T? Value { get; private set; }

    protected override void Read(ref WireReader reader)
    {
        Value = reader.Root(read);
        if (Value is null && !mayBeEmpty)
        {
            throw new JsonSerializationException("The answer isn't the object that was asked for.");
        }
    }
}
