using System;
using System.Linq;
using System.Text;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Azure.Wire;
using AvsFailback.Testing;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Mutated bodies of the real service end as objects or as a JSON error, never as another exception. The seed is in each failure.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 1500;

    private static readonly byte[][] Pieces = [.. new[] { "null", "{}", "[]", "\"\"", "1e999", "-1", "\"\\u0000\"", "\"\\ud800\"", "[[[[", "}", "\"id\":\"\"", "\u202E", "true" }.Select(Encoding.UTF8.GetBytes)];

    [SharedDataFact]
    public void Mutated_answers_end_as_an_object_or_as_no_JSON()
    {
        byte[][] bodies = [.. Recordings.Exchanges.Where(e => e.Body is not null).Select(e => Encoding.UTF8.GetBytes(e.Body!.ToString(Formatting.None))).Where(b => b.Length < 60_000)];
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            byte[] body = Mutate(bodies[random.Next(bodies.Length)], random);
            try
            {
                ReadAll(body);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    [Fact]
    public void A_shown_text_has_nothing_that_a_terminal_obeys()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            string text = new([.. Enumerable.Range(0, 40).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x2000, 0x2070) : random.Next(0, 0x100)))]);
            string shown = ShownText.Of(text);
            Assert.True(shown.All(c => !ShownText.IsHarmful(c)), $"seed {seed}");
            Assert.Same(shown, ShownText.Of(shown));
            Assert.True(!ArmId.TryParse("/subscriptions/" + text, out ArmId? id) || id.ToString().All(c => !ShownText.IsHarmful(c)), $"seed {seed}");
        }
    }

    private static void ReadAll(byte[] body)
    {
        var context = new ReadContext(null, FakeClock.Start, IsComplete: true);
        Try(body, (ref r) => ItemReader.Read(ref r, context));
        Try(body, (ref r) => JobReader.Read(ref r, context));
        Try(body, (ref r) => PlanReader.Read(ref r, context));
        Try(body, (ref r) => FabricReader.Read(ref r, context));
        Try(body, (ref r) => AzureVmReader.Read(ref r));
        Try(body, OperationStatusReader.Read);
        Try(body, ArmErrorReader.ReadBody);
        Try(body, (ref r) => ApplianceListReader.Read(ref r, context, static _ => { }));
        Try(body, (ref r) => PageReader.Read(ref r, (ref entry) => ItemReader.Read(ref entry, context), static _ => { }));
        Try(body, (ref r) => PageReader.Read(ref r, (ref entry) => JobReader.Read(ref entry, context), static _ => { }));
        Try(body, (ref r) => r.Tree());
    }

    private static void Try<T>(byte[] body, WireRead<T> read)
    {
        try
        {
            new WireReader(body).Root(read);
        }
        catch (JsonException)
        {
            // Ours: the retry policy takes it as an answer that didn't come.
        }
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        byte[] result = [.. body];
        for (int i = random.Next(1, 6); i > 0 && result.Length > 2; i--)
        {
            int at = random.Next(result.Length - 1);
            byte[] piece = Pieces[random.Next(Pieces.Length)];
            result = random.Next(4) switch
            {
                0 => [.. result.Take(at)],
                1 => [.. result.Take(at), (byte)random.Next(256), .. result.Skip(at + 1)],
                2 => [.. result.Take(at), .. result.Skip(at + random.Next(1, 40))],
                _ => [.. result.Take(at), .. piece, .. result.Skip(at + random.Next(0, piece.Length + 1))],
            };
        }

        return result;
    }
}
