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
        using var reader = new WireReader(body);
        Read(reader);
    }

    protected abstract void Read(WireReader reader);
}

/// <inheritdoc/>
internal sealed class AnswerReader<T>(Func<WireReader, T> read) : AnswerReader
    where T : class
{
    /// <summary>What was read; null where the answer had none.</summary>
    public T? Value { get; private set; }

    protected override void Read(WireReader reader) => Value = reader.Root(read);
}
