using System;
using System.Linq;
using CsCheck;

namespace AvsFailback.Core.Tests.Model;

public sealed class ArmIdTests
{
    private const string Text = "/Subscriptions/S-1/resourceGroups/rg1/providers/Microsoft.RecoveryServices/vaults/v1/replicationFabrics/f1/replicationProtectionContainers/c1/replicationProtectedItems/i1";

    private static readonly Gen<string> Words = Gen.Char["abcXYZ019-_."].Array[1, 8].Select(chars => new string(chars));

    private static readonly Gen<string> Ids = Words.Array[0, 6].Select(words => "/subscriptions/s" + string.Concat(words.Select(w => "/" + w)));

    [Fact]
    public void An_id_tells_its_parts()
    {
        ArmId id = ArmId.Parse(Text);
        Assert.Equal(("i1", "S-1", "rg1"), (id.Name, id.SubscriptionId, id.ResourceGroupName));
        Assert.Equal(("f1", "c1", null), (id.After("replicationfabrics"), id.After("replicationProtectionContainers"), id.After("virtualMachines")));
        Assert.Equal("Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems", id.ResourceType);
        Assert.Equal(Text, id.ToString());
        Assert.Equal(14, id.Segments.Count);
    }

    [Theory]
    [InlineData("/subscriptions/s", "", "")]
    [InlineData("/subscriptions/s/resourceGroups/rg", "", "rg")]
    [InlineData("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm", "Microsoft.Compute/virtualMachines", "rg")]
    [InlineData("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm/providers/Microsoft.Authorization/locks/l", "Microsoft.Authorization/locks", "rg")]
    [InlineData("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/providers", "Microsoft.Compute/virtualMachines", "rg")]
    [InlineData("/subscriptions/s/providers/Microsoft.Compute", "Microsoft.Compute", "")]
    public void The_type_is_that_of_the_last_provider(string text, string type, string group)
    {
        ArmId id = ArmId.Parse(text);
        Assert.Equal((type, group), (id.ResourceType, id.ResourceGroupName));
    }

    [Fact]
    public void An_ancestor_is_the_id_up_to_the_part_and_its_value()
    {
        ArmId id = ArmId.Parse(Text);
        Assert.Equal("/Subscriptions/S-1/resourceGroups/rg1/providers/Microsoft.RecoveryServices/vaults/v1/replicationFabrics/f1", id.Ancestor("ReplicationFabrics")!.ToString());
        Assert.Equal("/Subscriptions/S-1", id.Ancestor("subscriptions")!.ToString());
        Assert.Null(id.Ancestor("virtualMachines"));
        Assert.Equal(id, id.Ancestor("replicationProtectedItems"));
    }

    [Fact]
    public void The_parent_contains_it_and_the_top_has_none()
    {
        ArmId id = ArmId.Parse(Text);
        Assert.Equal(id.Ancestor("replicationProtectionContainers"), id.Parent);
        Assert.Equal(id, id.Parent!.Append("replicationProtectedItems/i1"));
        Assert.Null(ArmId.Parse("/subscriptions/s").Parent);
    }

    [Fact]
    public void Case_and_a_trailing_slash_dont_matter()
    {
        ArmId id = ArmId.Parse(Text);
        foreach (string other in new[] { Text.ToUpperInvariant(), Text.ToLowerInvariant(), Text + "/", Text + "//" })
        {
            ArmId same = ArmId.Parse(other);
            Assert.True(id == same && id.Equals((object)same) && !(id != same));
            Assert.Equal(id.GetHashCode(), same.GetHashCode());
        }
    }

    [Fact]
    public void Nothing_is_equal_to_nothing_only()
    {
        ArmId id = ArmId.Parse(Text);
        ArmId? none = null;
        Assert.True(none == null);
        Assert.True(id != none && none != id);
        Assert.False(id.Equals((object)Text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("///")]
    [InlineData("subscriptions/s")]
    [InlineData("/subscriptions")]
    [InlineData("/subscriptions/")]
    [InlineData("/subscriptions//resourceGroups/rg")]
    [InlineData("/subscriptions/ /resourceGroups/rg")]
    [InlineData("/resourceGroups/rg")]
    [InlineData("https://management.azure.com/subscriptions/s")]
    [InlineData("Microsoft Azure")]
    public void What_is_no_id_is_refused(string? text)
    {
        Assert.False(ArmId.TryParse(text, out ArmId? id));
        Assert.Null(id);
        if (text is not null)
        {
            Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => ArmId.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reading_any_text_never_throws() =>
        Gen.Char["/s ubscription"].Array[0, 6].Select(chars => new string(chars)).Sample(text => ArmId.TryParse(text, out ArmId? id) == id is not null);

    [Fact]
    public void Reading_what_was_written_gives_the_same_id() =>
        Ids.Sample(text => ArmId.Parse(ArmId.Parse(text).ToString()) == ArmId.Parse(text) && ArmId.Parse(text).ToString() == text);

    [Fact]
    public void Ids_are_equal_and_hash_equal_exactly_when_they_differ_in_case_only() =>
        Gen.Select(Ids, Ids).Sample((a, b) =>
        {
            ArmId upper = ArmId.Parse(a.ToUpperInvariant());
            bool same = ArmId.Parse(a) == upper && ArmId.Parse(a).GetHashCode() == upper.GetHashCode();
            return same && ArmId.Parse(a) == ArmId.Parse(b) == string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
        });
}
