using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Retention;

/// <summary>What of some rows ends when.</summary>
/// <param name="Ends">How many rows end when.</param>
/// <param name="Weeks">How many end in each of the coming twelve weeks.</param>
/// <param name="Oldest">When the oldest came to be (UTC).</param>
/// <param name="NextEnd">When the next one ends (UTC).</param>
public sealed record RetentionFigures(RetentionEndsV1 Ends, IReadOnlyList<long> Weeks, DateTimeOffset? Oldest, DateTimeOffset? NextEnd)
{
    /// <summary>Of nothing.</summary>
    public static readonly RetentionFigures None = new(new RetentionEndsV1(0, 0, 0, 0, 0, 0, 0), new long[RetentionCounts.Weeks], null, null);

    /// <summary>A store with these figures.</summary>
    public RetentionStoreV1 For(string store, string title, string rule, RetentionOrigin origin, long held = 0) => new(store, title, rule, origin, Ends, held, Oldest, NextEnd, Weeks);
}

/// <summary>Counts in one query, in the database, how many rows of each kind end when.</summary>
public static class RetentionCounts
{
    /// <summary>Coming weeks that are told one by one.</summary>
    public const int Weeks = 12;
    // Bounds of both the weeks and the longer spans, so that one query serves both.
    private static readonly int[] s_days = [1, 7, 14, 21, 28, 30, 35, 42, 49, 56, 63, 70, 77, 84, 90, 365];
    private const int Later = 16, Never = 17;

    /// <summary>Counts rows that carry their own end.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="kind">What is counted apart.</param>
    /// <param name="at">When a row came to be.</param>
    /// <param name="end">When it ends; null for never.</param>
    /// <param name="now">Now (UTC).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<Dictionary<TKind, RetentionFigures>> ByEndAsync<T, TKind>(IQueryable<T> rows, Expression<Func<T, TKind>> kind, Expression<Func<T, DateTimeOffset>> at, Expression<Func<T, DateTimeOffset?>> end, DateTimeOffset now, CancellationToken cancellationToken) where TKind : notnull =>
        CountAsync(rows, kind, at, end, TimeSpan.Zero, now, cancellationToken);

    /// <summary>Counts rows that end at an age; at none where it is null.</summary>
    public static async Task<RetentionFigures> ByAgeAsync<T>(IQueryable<T> rows, Expression<Func<T, DateTimeOffset>> at, TimeSpan? age, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Expression<Func<T, DateTimeOffset?>> end = age is null ? _ => null : Expression.Lambda<Func<T, DateTimeOffset?>>(Expression.Convert(at.Body, typeof(DateTimeOffset?)), at.Parameters);
        return (await CountAsync(rows, _ => 0, at, end, age ?? TimeSpan.Zero, now, cancellationToken)).GetValueOrDefault(0, RetentionFigures.None);
    }

    private static async Task<Dictionary<TKind, RetentionFigures>> CountAsync<T, TKind>(IQueryable<T> rows, Expression<Func<T, TKind>> kind, Expression<Func<T, DateTimeOffset>> at, Expression<Func<T, DateTimeOffset?>> end, TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) where TKind : notnull
    {
        // The bounds move instead of the column: an index can serve, and no provider has to add times.
        var bounds = new Bounds([.. s_days.Select(d => now.AddDays(d) - age)]);
        ParameterExpression row = kind.Parameters[0];
        Expression ends = new Replace(end.Parameters[0], row).Visit(end.Body);
        Expression bucket = Expression.Constant(Later);
        for (int i = s_days.Length - 1; i >= 0; i--)
            bucket = Expression.Condition(Expression.LessThan(ends, Expression.Convert(Expression.Property(Expression.Constant(bounds), $"D{i}"), typeof(DateTimeOffset?))), Expression.Constant(i), bucket);
        bucket = Expression.Condition(Expression.Equal(ends, Expression.Constant(null, typeof(DateTimeOffset?))), Expression.Constant(Never), bucket);
        MemberInitExpression stamp = Expression.MemberInit(Expression.New(typeof(Stamp<TKind>)),
            Expression.Bind(typeof(Stamp<TKind>).GetProperty(nameof(Stamp<>.Kind))!, kind.Body), Expression.Bind(typeof(Stamp<TKind>).GetProperty(nameof(Stamp<>.Bucket))!, bucket),
            Expression.Bind(typeof(Stamp<TKind>).GetProperty(nameof(Stamp<>.At))!, new Replace(at.Parameters[0], row).Visit(at.Body)), Expression.Bind(typeof(Stamp<TKind>).GetProperty(nameof(Stamp<>.End))!, ends));
        var counted = await rows.Select(Expression.Lambda<Func<T, Stamp<TKind>>>(stamp, row)).GroupBy(s => new { s.Kind, s.Bucket })
            .Select(g => new { g.Key.Kind, g.Key.Bucket, Count = g.LongCount(), Oldest = g.Min(s => s.At), Next = g.Min(s => s.End) }).ToArrayAsync(cancellationToken);
        return counted.GroupBy(c => c.Kind).ToDictionary(g => g.Key, g =>
        {
            var buckets = new long[Never + 1];
            foreach (var c in g)
                buckets[c.Bucket] = c.Count;
            return new RetentionFigures(Ends(buckets), WeeksOf(buckets), g.Min(c => c.Oldest), g.Min(c => c.Next) is { } next ? next + age : null);
        });
    }

    private static RetentionEndsV1 Ends(long[] b) => new(b[0], b[1], b[2..6].Sum(), b[6..15].Sum(), b[15], b[Later], b[Never]);

    // The bounds of 30 and 90 days lie within weeks.
    private static long[] WeeksOf(long[] b) => [b[0] + b[1], b[2], b[3], b[4], b[5] + b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13]];

    private sealed class Stamp<TKind>
    {
        public TKind Kind { get; set; } = default!;
        public int Bucket { get; set; }
        public DateTimeOffset At { get; set; }
        public DateTimeOffset? End { get; set; }
    }

    // A property each, which becomes a parameter; a constant would make every overview a statement of its own.
    private sealed class Bounds(DateTimeOffset[] at)
    {
        public DateTimeOffset D0 => at[0];
        public DateTimeOffset D1 => at[1];
        public DateTimeOffset D2 => at[2];
        public DateTimeOffset D3 => at[3];
        public DateTimeOffset D4 => at[4];
        public DateTimeOffset D5 => at[5];
        public DateTimeOffset D6 => at[6];
        public DateTimeOffset D7 => at[7];
        public DateTimeOffset D8 => at[8];
        public DateTimeOffset D9 => at[9];
        public DateTimeOffset D10 => at[10];
        public DateTimeOffset D11 => at[11];
        public DateTimeOffset D12 => at[12];
        public DateTimeOffset D13 => at[13];
        public DateTimeOffset D14 => at[14];
        public DateTimeOffset D15 => at[15];
    }

    private sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
