using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;
using Azure;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// What reads a good answer. It hangs on the message so that the retry policy can call it within each try: an answer
/// that is cut or no JSON counts as one that didn't come.
/// </summary>
internal abstract class AnswerReader
{
    public async Task ReadAsync(Response response, CancellationToken cancellationToken)
    {
        using BodyBuffer body = await BodyBuffer.TakeAsync(response.ContentStream ?? Stream.Null, cancellationToken);
        var reader = new WireReader(body);
        Read(ref reader);
    }

    protected abstract void Read(ref WireReader reader);
}

/// <inheritdoc/>
internal sealed class AnswerReader<T>(WireRead<T> read) : AnswerReader
    where T : class
{
    /// <summary>What was read; null where the answer had none.</summary>
    public T? Value { get; private set; }

    protected override void Read(ref WireReader reader) => Value = reader.Root(read);
}
