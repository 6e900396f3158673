using System.Collections.Immutable;
using CsCheck;
using Ztunnel.State;

namespace Ztunnel.Tests.State;

/// <summary>Batches of changes give the lists that one change after the other gives.</summary>
public sealed class OwnersBuilderTests
{
    private static readonly Owner[] Owners = [.. Enumerable.Range(0, 30).Select(i => new Owner(i, i % 3))];

    [Fact]
    public void A_batch_gives_what_its_changes_give_one_by_one() => Gen.Select(Gen.Int[0, 1], Gen.Int[0, Owners.Length - 1], Gen.Bool)
        .Array[0, 80].List[1, 4]
        .Sample(batches =>
        {
            var index = ImmutableDictionary<int, ImmutableArray<Owner>>.Empty;
            var expected = new Dictionary<int, List<Owner>> { [0] = [], [1] = [] };
            foreach (var batch in batches)
            {
                var builder = new OwnersBuilder<int, Owner>(index, (left, right) => left.Preference.CompareTo(right.Preference));
                foreach (var (key, number, adds) in batch)
                {
                    var owner = Owners[number];
                    builder.Remove(key, owner); // As the state does: what is put replaces what was there.
                    expected[key].Remove(owner);
                    if (adds)
                    {
                        builder.Add(key, owner);
                        expected[key].Add(owner);
                        expected[key] = [.. expected[key].OrderBy(o => o.Preference)];
                    }
                }

                index = builder.Build();
            }

            return expected.All(entry => index.TryGetValue(entry.Key, out var owners) ? owners.SequenceEqual(entry.Value) : entry.Value.Count == 0)
                && index.Values.All(owners => owners.Length > 0);
        });

    private sealed record Owner(int Number, int Preference);
}
