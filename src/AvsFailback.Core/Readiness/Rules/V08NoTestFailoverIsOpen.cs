using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>No test failover is open; one that is marked for deletion is no obstacle (asr-contract §4.1).</summary>
internal sealed class V08NoTestFailoverIsOpen() : ReadinessRule("V08", "No test failover is open", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        string state = facts.Item.TestFailoverState;
        return state.Length == 0 || Is(state, "None") || Is(state, "MarkedForDeletion")
            ? Passed(facts, state.Length == 0 ? "none reported" : state)
            : Warns(facts, $"a test failover is open: {state}", "Clean the test failover up in the portal.");
    }

    private static bool Is(string state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}
