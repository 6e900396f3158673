using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Istio.Core.Values;

namespace Istio.Kubernetes.Readers;

/// <summary>Collects a list of unknown length without garbage while it is short.</summary>
internal ref struct ListBuilder<T>
{
    private Few _few;
    private T[]? _many;
    private int _count;

    public readonly int Count => _count;

    [UnscopedRef]
    public readonly ReadOnlySpan<T> Items => _many is null ? ((ReadOnlySpan<T>)_few)[.._count] : _many.AsSpan(0, _count);

    public void Add(T item)
    {
        if (_many is null && _count < Few.Length)
        {
            _few[_count++] = item;
            return;
        }

        if (_many is null || _many.Length == _count)
        {
            var larger = new T[_count * 2];
            Items.CopyTo(larger);
            _many = larger;
        }

        _many[_count++] = item;
    }

    /// <summary>Drops what was added after the first <paramref name="count"/> items.</summary>
    public void Truncate(int count) => _count = count;

    public readonly ValueList<T> ToValueList() => ValueList.Create(Items);

    [InlineArray(Length)]
    private struct Few
    {
        public const int Length = 8;

        private T _first;
    }
}
