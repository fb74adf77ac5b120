using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Azure.Wire;
using AvsFailback.Testing;
using CsCheck;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>What differs between the service and its published definitions (asr-contract §12).</summary>
public sealed class TolerantReadingTests
{
    [Theory]
    [InlineData("2021-08-26T08:11:34.9603076Z", "2021-08-26T08:11:34.9603076Z")]
    [InlineData("2021-04-06T12:06:13Z", "2021-04-06T12:06:13Z")]
    [InlineData("2021-08-26T13:26:56.6376286+05:30", "2021-08-26T07:56:56.6376286Z")]
    [InlineData("2021-08-26T13:26:56", "2021-08-26T13:26:56Z")]
    [InlineData("2023-Aug-26 03:26:50", "2023-08-26T03:26:50Z")]
    [InlineData("8/26/2023 3:27:04 AM", "2023-08-26T03:27:04Z")]
    [InlineData("8/26/2023 3:27:04 PM", "2023-08-26T15:27:04Z")]
    [InlineData("0001-01-01T00:00:00", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00+05:30", null)]
    [InlineData("1601-01-01T00:00:00Z", null)]
    [InlineData("1753-01-01T01:01:01Z", null)]
    [InlineData("9999-12-31T23:59:59.9999999", null)]
    [InlineData("9999-12-31T23:59:59.9999999-05:00", null)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("never", null)]
    [InlineData(null, null)]
    public void Dates_of_all_forms_are_read_as_UTC_and_stand_ins_as_unknown(string? written, string? expected)
    {
        DateTimeOffset? read = Read(JsonConvert.SerializeObject(written), (ref r) => r.Moment());

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), read);
        Assert.True(read is null || read.Value.Offset == TimeSpan.Zero);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"False\"", false)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("{\"a\":true}", null)]
    public void Booleans_may_be_text(string json, bool? expected) => Assert.Equal(expected, Read(json, (ref r) => r.Flag()));

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("\"12\"", 12L)]
    [InlineData("5.0", 5L)]
    [InlineData("\"2047.75\"", 2047L)]
    [InlineData("\"70%\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("5368709120", 5368709120L)]
    public void Numbers_may_be_text(string json, long? expected) => Assert.Equal(expected, Read(json, (ref r) => r.Whole()));

    [Theory]
    [InlineData("\"Required\"", true)]
    [InlineData("\"NotRequired\"", false)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("\"Perhaps\"", null)]
    public void A_resync_is_needed_in_several_words(string json, bool? expected) => Assert.Equal(expected, Read(json, (ref r) => r.Need()));

    [Theory]
    [InlineData("""{"instanceType":"InMage","multiVmGroupId":"826b9831-3f12-4bd2-aa80-77ae9e925548","multiVmGroupName":"826b9831-3f12-4bd2-aa80-77ae9e925548"}""", null)]
    [InlineData("""{"instanceType":"InMage","multiVmGroupId":"826b9831-3f12-4bd2-aa80-77ae9e925548","multiVmGroupName":"Finance"}""", "Finance")]
    [InlineData("""{"instanceType":"InMage","multiVmGroupId":"826b9831-3f12-4bd2-aa80-77ae9e925548","multiVmGroupName":"11111111-3f12-4bd2-aa80-77ae9e925548"}""", "11111111-3f12-4bd2-aa80-77ae9e925548")]
    [InlineData("""{"instanceType":"InMageRcm","multiVmGroupName":"826b9831-3f12-4bd2-aa80-77ae9e925548"}""", null)]
    [InlineData("""{"instanceType":"InMageRcm","multiVmGroupName":"Finance"}""", "Finance")]
    [InlineData("""{"instanceType":"InMageRcmFailback","multiVmGroupName":null}""", null)]
    [InlineData("""{"instanceType":"InMage","multiVmGroupName":""}""", null)]
    public void Only_a_named_group_is_a_group(string details, string? group) => Assert.Equal(group, Item(details).ReplicationGroup);

    [Theory]
    [InlineData("""{"instanceType":"InMageAzureV2","targetVmId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/"}""", "Recovery", null)]
    [InlineData("""{"instanceType":"InMageAzureV2","targetVmId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v"}""", "Recovery", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v")]
    [InlineData("""{"instanceType":"InMageRcm","targetVmName":"v","targetResourceGroupId":"/subscriptions/s/resourceGroups/g"}""", "Recovery", null)]
    [InlineData("""{"instanceType":"InMage","vmId":"x"}""", "Primary", null)]
    public void The_Azure_VM_is_known_only_where_the_item_tells_it(string details, string active, string? vm) =>
        Assert.Equal(vm, Item(details, active).AzureVmId?.ToString());

    [Theory]
    [InlineData("InProgress", "InProgress", JobState.InProgress, "InProgress")]
    [InlineData("Other", "Skipped", JobState.Skipped, "Skipped")]
    [InlineData("Frobnicating", "", JobState.Other, "Frobnicating")]
    [InlineData("Frobnicating", "Frobnicates", JobState.Other, "Frobnicating (Frobnicates)")]
    [InlineData("Failed, Cancelled", "", JobState.Other, "Failed, Cancelled")]
    [InlineData("Canceled", "Canceled", JobState.Cancelled, "Canceled")]
    [InlineData("7", "7", JobState.Other, "7")]
    public void A_tasks_state_is_read_and_an_unknown_one_kept_in_words(string state, string description, JobState expected, string words)
    {
        FailbackJobTask task = Read($$"""{"taskId":"t","state":"{{state}}","stateDescription":"{{description}}"}""", JobTaskReader.Read)!;

        Assert.Equal((expected, words), (task.State, task.StateDescription));
    }

    [Fact]
    public void A_plans_tasks_are_read_with_those_within_them_and_all_their_errors()
    {
        const string Json = """
            {"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs/j","properties":{"scenarioName":"UnplannedFailover","state":"Failed",
            "errors":[{"serviceErrorDetails":{"code":"539","message":"It failed."},"providerErrorDetails":null},{"serviceErrorDetails":{"code":"28031","message":"Quota."},"providerErrorDetails":{"errorCode":0}}],
            "tasks":[{"taskId":"g1","name":"RecoveryPlanFailoverGroupTask","state":"Failed","groupTaskCustomDetails":{"instanceType":"RecoveryPlanGroupTaskDetails","childTasks":[
              {"taskId":"c1","name":"VmFailover","state":"Failed","errors":[{"serviceErrorDetails":null,"providerErrorDetails":{"errorCode":8038,"errorMessage":"No memory."},"taskId":"c1"}]},
              {"taskId":"c2","name":"VmFailover","state":"Failed","errors":[{"serviceErrorDetails":{"code":"28031","message":"Quota."}}]}]}}]}}
            """;

        FailbackJob job = Read(Json, (ref r) => JobReader.Read(ref r, new ReadContext(null, FakeClock.Start, IsComplete: true)))!;

        Assert.Equal(["c1", "c2"], Assert.Single(job.Tasks).Tasks.Select(t => t.TaskId));
        Assert.Equal(["28031", "8038", "539"], job.Errors.Select(e => e.Code));
        Assert.Equal(("8038", "No memory.", "c1"), (job.Errors[1].ProviderCode, job.Errors[1].Message, job.Errors[1].TaskId));
    }

    [Fact]
    public void A_job_that_was_just_accepted_tells_next_to_nothing()
    {
        const string Json = """
            {"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs/j","name":"j","properties":{"activityId":null,"scenarioName":null,
            "friendlyName":null,"state":"NotStarted","stateDescription":"NotStarted","tasks":null,"errors":[],"startTime":null,"targetObjectId":null,"customDetails":{"instanceType":"AsrJobDetails"}}}
            """;

        FailbackJob job = Read(Json, (ref r) => JobReader.Read(ref r, new ReadContext(null, FakeClock.Start, IsComplete: true)))!;

        Assert.Equal((JobState.NotStarted, "", "", null, null, null), (job.State, job.Scenario, job.DisplayName, job.TargetObjectId, job.StartTime, job.ActivityId));
        Assert.True(job.IsRunning);
    }

    [Fact]
    public void An_item_names_the_job_that_runs_on_it()
    {
        ReplicatedItem busy = Item("""{"instanceType":"InMageRcmFailback"}""", "Primary", """{"scenarioName":"PlannedFailover","jobId":"/Subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs/j"}""");
        ReplicatedItem idle = Item("""{"instanceType":"InMageRcmFailback"}""", "Primary", """{"scenarioName":"None","jobId":"/Subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs/j"}""");
        ReplicatedItem none = Item("""{"instanceType":"InMageRcmFailback"}""", "Primary", """{"scenarioName":"PlannedFailover","jobId":"/Subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs/None"}""");

        Assert.Equal(("j", "PlannedFailover", ReplicationPhase.FailingBack), (busy.RunningJobId!.Name, busy.RunningScenario, busy.Phase));
        Assert.Equal((null, null), (idle.RunningJobId, idle.RunningScenario));
        Assert.Equal((null, null), (none.RunningJobId, none.RunningScenario));
    }

    [SharedDataFact]
    public void The_order_and_the_case_of_fields_change_nothing()
    {
        (JObject Json, Func<string, object?> Read)[] samples =
        [
            .. Recordings.Resources("replicationProtectedItems").Select(j => (j, (Func<string, object?>)(t => Read(t, (ref r) => ItemReader.Read(ref r, Context))))),
            .. Recordings.Resources("replicationJobs").Where(j => j["properties"]!["tasks"] is JArray { Count: > 0 }).Take(10).Select(j => (j, (Func<string, object?>)(t => Read(t, (ref r) => JobReader.Read(ref r, Context))))),
            .. Recordings.Resources("replicationFabrics").Take(2).Select(j => (j, (Func<string, object?>)(t => Read(t, (ref r) => FabricReader.Read(ref r, Context))))),
        ];

        Gen.Select(Gen.Int[0, samples.Length - 1], Gen.Int).Sample((index, seed) =>
        {
            (JObject json, Func<string, object?> read) = samples[index];
            return Dump(read(json.ToString(Formatting.None))) == Dump(read(Shuffle(json, new Random(seed)).ToString(Formatting.None)));
        }, iter: 300, threads: 1);
    }

    private static readonly ReadContext Context = new(null, FakeClock.Start, IsComplete: true);

    private static JToken Shuffle(JToken token, Random random) => token switch
    {
        JObject o => new JObject(o.Properties().OrderBy(_ => random.Next())
            .Select(p => new JProperty(random.Next(3) switch { 0 => p.Name.ToUpperInvariant(), 1 => char.ToUpperInvariant(p.Name[0]) + p.Name[1..], _ => p.Name }, Shuffle(p.Value, random)))),
        JArray a => new JArray(a.Select(e => Shuffle(e, random))),
        _ => token,
    };

    private static string Dump(object? model) => JsonConvert.SerializeObject(model, new AsText());

    private static ReplicatedItem Item(string details, string active = "Primary", string scenario = "null") =>
        Read($$"""{"id":"{{Vaults.ItemText}}","properties":{"activeLocation":"{{active}}","currentScenario":{{scenario}},"providerSpecificDetails":{{details}} } }""", (ref r) => ItemReader.Read(ref r, Context))!;

    private static T Read<T>(string json, WireRead<T> read)
    {
        var reader = new WireReader(new StringReader(json));
        return reader.Root(read);
    }

    private sealed class AsText : JsonConverter<ArmId>
    {
        public override ArmId? ReadJson(JsonReader reader, Type objectType, ArmId? existingValue, bool hasExistingValue, JsonSerializer serializer) => throw new NotSupportedException();

        public override void WriteJson(JsonWriter writer, ArmId? value, JsonSerializer serializer) => writer.WriteValue(value?.ToString());
    }
}
