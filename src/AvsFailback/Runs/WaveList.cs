using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using AvsFailback.Pipeline;

namespace AvsFailback.Runs;

/// <summary>What <c>-Wave</c> says: names of VMs, wave by wave.</summary>
internal static class WaveList
{
    /// <summary>The entries, each in its wave. Those that no wave names come last.</summary>
    /// <param name="given">Each wave a name or a list of names; or one hashtable of number → names.</param>
    /// <param name="entries">The VMs.</param>
    /// <exception cref="FailbackException">A name fits no VM, or a VM is in two waves.</exception>
    public static IReadOnlyList<JourneyEntry> Apply(IReadOnlyList<object> given, IReadOnlyList<JourneyEntry> entries)
    {
        var waveOf = new Dictionary<ArmId, int>();
        int last = 0;
        ReplicatedItem[] items = [.. entries.Select(entry => entry.Item)];
        foreach ((int wave, string name) in Read(given))
        {
            last = Math.Max(last, wave);
            IReadOnlyList<ReplicatedItem> fitting = Names.Among(name, items, item => item.Name, item => item.Id.ToString());
            if (fitting.Count == 0)
            {
                throw new FailbackException("UnknownInWave", FailbackErrorCategory.NotFound, $"Wave {wave} names '{name}', and no VM of this run is named so.", "Correct the name, or leave it out.", name);
            }

            foreach (ReplicatedItem item in fitting)
            {
                if (waveOf.TryGetValue(item.Id, out int other) && other != wave)
                {
                    throw new FailbackException("InTwoWaves", FailbackErrorCategory.Ambiguous, $"{item.Name} is in the waves {other} and {wave}.", "Name it in one wave.", item.Name);
                }

                waveOf[item.Id] = wave;
            }
        }

        return [.. entries.Select(entry => waveOf.TryGetValue(entry.Item.Id, out int wave) ? entry with { Wave = wave } : entry.Plan is null ? entry with { Wave = entry.Wave ?? last + 1 } : entry)];
    }

    /// <summary>A plan that goes by its own request has its own order.</summary>
    /// <exception cref="FailbackException">A VM of such a plan was given a wave.</exception>
    public static void DemandFitPlans(IReadOnlyList<JourneyEntry> entries)
    {
        if (entries.FirstOrDefault(entry => entry.Wave is not null && entry.Plan is { IsMixed: false }) is { } entry)
        {
            throw new FailbackException("WaveOfPlan", FailbackErrorCategory.InvalidInput, $"{entry.Item.Name} goes with the recovery plan {entry.Plan!.Name}, whose groups order it; it can't be in a wave besides.", "Leave out its wave, or name its VMs themselves instead of the plan.", entry.Item.Name);
        }
    }

    private static IEnumerable<(int Wave, string Name)> Read(IReadOnlyList<object> given)
    {
        if (given.Count == 1 && Unwrap(given[0]) is IDictionary map)
        {
            foreach (DictionaryEntry pair in map)
            {
                int wave = LanguagePrimitives.TryConvertTo(pair.Key, CultureInfo.InvariantCulture, out int number) && number > 0
                    ? number
                    : throw new FailbackException("BadWave", FailbackErrorCategory.InvalidInput, $"'{pair.Key}' isn't a wave.", "Waves are whole numbers from 1 on; the lowest goes first.", pair.Key);
                foreach (string name in NamesOf(pair.Value))
                {
                    yield return (wave, name);
                }
            }

            yield break;
        }

        for (int i = 0; i < given.Count; i += 1)
        {
            foreach (string name in NamesOf(given[i]))
            {
                yield return (i + 1, name);
            }
        }
    }

    private static IEnumerable<string> NamesOf(object? value) => Unwrap(value) switch
    {
        string name => [name],
        ReplicatedItem item => [item.Id.ToString()],
        IEnumerable names and not IDictionary => names.Cast<object?>().SelectMany(NamesOf),
        object other => throw new FailbackException("BadWave", FailbackErrorCategory.InvalidInput, $"'{other}' isn't a wave.", "Give lists of names, wave after wave: -Wave dc01, ('sql01', 'sql02'), 'web*'. Or a hashtable: @{ 1 = 'dc01'; 2 = 'sql01', 'sql02' }.", other),
        null => [],
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
