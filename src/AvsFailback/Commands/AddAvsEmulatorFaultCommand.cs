using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Lets an emulated vault fail: adds a fault that strikes the calls that it waits for. It strikes once, from the first such
/// call on, unless <c>-Times</c>, <c>-Nth</c> or <c>-Probability</c> say otherwise; random faults are the same in each run
/// with the same seed. Kinds: Status (an HTTP error instead of the service), DropBefore and DropAfter (the connection is
/// dropped before or after the service acts), Slow (the answer takes its time), CutBody and InvalidJson (half of the
/// answer, or no JSON at all), FailJob (the job fails), LateAgent (the mobility agent registers late, or never),
/// VmKeepsRunning (a failback leaves the Azure VM running), CrashCaller (the calling command ends at once, as if its
/// process had died). For FailJob, LateAgent and VmKeepsRunning the operation is the action that started the job. It
/// returns the fault.
/// </summary>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator -Clock Virtual
/// Add-AvsEmulatorFault FailJob -Item app01 -Operation ReProtect -Code 95226 -Message 'The agent is not there.'
/// Enable-AvsReprotection app01 -Datastore vsanDatastore -Wait
/// </code>
/// Rehearses a reprotect whose job fails.
/// </example>
/// <example>
/// <code>Add-AvsEmulatorFault Status -Status 503 -RetryAfter 30 -Operation ListItems -Times 2</code>
/// The next two lists of items are answered "service unavailable, try again in 30 seconds".
/// </example>
/// <example>
/// <code>Add-AvsEmulatorFault CrashCaller -Operation PlannedFailover -When After</code>
/// The command that asks for the next failback dies after the vault has taken the request; a rerun must continue with it.
/// </example>
[Cmdlet(VerbsCommon.Add, "AvsEmulatorFault")]
[OutputType(typeof(EmulatorFault))]
public sealed class AddAvsEmulatorFaultCommand : EmulatorCmdlet
{
    private static readonly string[] AllOwn =
        [nameof(Status), nameof(RetryAfter), nameof(Code), nameof(Message), nameof(PossibleCauses), nameof(RecommendedAction), nameof(Task), nameof(Delay), nameof(When)];

    /// <summary>What it does.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet("CrashCaller", "CutBody", "DropAfter", "DropBefore", "FailJob", "InvalidJson", "LateAgent", "Slow", "Status", "VmKeepsRunning")]
    public string Kind { get; set; } = string.Empty;

    /// <summary>The operation that it waits for, such as ListItems, GetJob or ReProtect; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EmulatorOperationCompleter))]
    public string? Operation { get; set; }

    /// <summary>The VM that it waits for, by name or id; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    public string? Item { get; set; }

    /// <summary>Strikes this one alone of the calls that it waits for; 1 is the next.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Nth { get; set; }

    /// <summary>How often it strikes; 0 for always. Once by default, always with a probability.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Times { get; set; }

    /// <summary>The share of the calls that it strikes, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Probability { get; set; }

    /// <summary>The HTTP status to answer, from 400 to 599 (Status; needed).</summary>
    [Parameter]
    [ValidateRange(400, 599)]
    public int Status { get; set; }

    /// <summary>The wait that the answer asks for; a number counts seconds (Status).</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan RetryAfter { get; set; }

    /// <summary>The error's code (Status, FailJob).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Code { get; set; }

    /// <summary>The error's message (Status, FailJob).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>The error's possible causes (FailJob).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PossibleCauses { get; set; }

    /// <summary>The error's recommended action (FailJob).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecommendedAction { get; set; }

    /// <summary>The task that fails, such as VmFailover; the job's main one by default (FailJob).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Task { get; set; }

    /// <summary>How long the answer takes (Slow; needed), or the agent until it registers (LateAgent; never by default). A number counts seconds.</summary>
    [Parameter]
    [Alias("Seconds")]
    [TimeSpanTransformation]
    public TimeSpan Delay { get; set; }

    /// <summary>Whether the caller crashes before the service acts or after it, which is the default (CrashCaller).</summary>
    [Parameter]
    [ValidateSet("Before", "After")]
    public string? When { get; set; }

    private protected override bool IsActing => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        Check();
        (IEmulatorControl control, AvsVault? vault) = await OnPipelineAsync(FindControl);
        EmulatorFault fault = await control.AddFaultAsync(
            new EmulatorFault
            {
                Kind = Kind,
                Operation = Operation,
                Item = Item,
                Nth = Given<int>(nameof(Nth), Nth),
                Times = IsGiven(nameof(Times)) ? (Times == 0 ? null : Times) : IsGiven(nameof(Probability)) ? null : 1,
                Probability = Given<double>(nameof(Probability), Probability),
                Status = Given<int>(nameof(Status), Status),
                RetryAfter = Given<TimeSpan>(nameof(RetryAfter), RetryAfter),
                Code = Code,
                Message = Message,
                PossibleCauses = PossibleCauses,
                RecommendedAction = RecommendedAction,
                Task = Task,
                Delay = Given<TimeSpan>(nameof(Delay), Delay),
                When = When,
            },
            StopToken);
        await WriteAsync(fault with { Vault = vault, Control = control });
    }

    private void Check()
    {
        string[] own = OwnParameters(Kind);
        if (AllOwn.FirstOrDefault(p => IsGiven(p) && !own.Contains(p)) is { } wrong)
        {
            string takes = own.Length == 0 ? "none of its own" : string.Join(", ", own.Select(p => "-" + p));
            throw new FailbackException("ParameterNotTaken", FailbackErrorCategory.InvalidInput, $"A fault of kind {Kind} doesn't take -{wrong}.", $"It takes {takes}, and -Operation, -Item, -Nth, -Times and -Probability as all do.", Kind);
        }

        string? missing = string.Equals(Kind, "Status", StringComparison.OrdinalIgnoreCase) ? nameof(Status) : string.Equals(Kind, "Slow", StringComparison.OrdinalIgnoreCase) ? nameof(Delay) : null;
        if (missing is not null && !IsGiven(missing))
        {
            throw new FailbackException("ParameterMissing", FailbackErrorCategory.InvalidInput, $"A fault of kind {Kind} needs -{missing}.", $"Give -{missing} too.", Kind);
        }
    }

    private static string[] OwnParameters(string kind) => kind.ToUpperInvariant() switch
    {
        "STATUS" => [nameof(Status), nameof(RetryAfter), nameof(Code), nameof(Message)],
        "FAILJOB" => [nameof(Code), nameof(Message), nameof(PossibleCauses), nameof(RecommendedAction), nameof(Task)],
        "SLOW" or "LATEAGENT" => [nameof(Delay)],
        "CRASHCALLER" => [nameof(When)],
        _ => [],
    };

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private T? Given<T>(string parameter, T value)
        where T : struct => IsGiven(parameter) ? value : null;
}
