using System.Globalization;
using System.Linq.Expressions;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Data;

/// <summary>A column that a list is sorted by, which may be null.</summary>
/// <typeparam name="TEntity">The rows.</typeparam>
public sealed class SortKey<TEntity>
{
    private SortKey(string name, LambdaExpression selector) => (Name, Selector) = (name, selector);

    /// <summary>Its name in <see cref="PageRequest.Sort"/>.</summary>
    public string Name { get; }

    internal LambdaExpression Selector { get; }

    /// <summary>A text column.</summary>
    public static SortKey<TEntity> Text(string name, Expression<Func<TEntity, string?>> selector) => new(name, selector);

    /// <summary>A column of whole numbers.</summary>
    public static SortKey<TEntity> Number(string name, Expression<Func<TEntity, int?>> selector) => new(name, selector);

    /// <summary>A column of amounts.</summary>
    public static SortKey<TEntity> Amount(string name, Expression<Func<TEntity, decimal?>> selector) => new(name, selector);

    /// <summary>A column of times (UTC).</summary>
    public static SortKey<TEntity> Time(string name, Expression<Func<TEntity, DateTimeOffset?>> selector) => new(name, selector);
}

/// <summary>
/// Reads a page by the place after the last row (sort column and id), so that any page costs the same. Rows whose column is null come last, in
/// both directions. The redundant outer bound in the condition lets the database begin its index scan at the place instead of filtering up to it.
/// </summary>
public static class KeysetPaging
{
    private const string NullPlace = "\0";

    /// <summary>Reads one page.</summary>
    /// <param name="query">The filtered rows, unsorted.</param>
    /// <param name="id">The row's version-7 id, unique in the query.</param>
    /// <param name="sort">The column; null sorts by id, which is by time of creation.</param>
    /// <param name="project">What is read of a row.</param>
    /// <param name="place">The sort column's value and the id of a row that was read.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when the cursor is wrong.</exception>
    public static async Task<Page<TRow>> ToPageAsync<TEntity, TRow>(this IQueryable<TEntity> query, Expression<Func<TEntity, Guid>> id, SortKey<TEntity>? sort,
        Expression<Func<TEntity, TRow>> project, Func<TRow, (object? Value, Guid Id)> place, PageRequest page, CancellationToken cancellationToken)
    {
        Cursor? after = page.Cursor is null ? null : Cursor.Decode(page.Cursor);
        int wanted = page.Size + 1;
        List<TRow> rows;
        if (sort is null)
        {
            rows = await ByIdAsync(query, id, after?.Id, page.Descending, project, wanted, cancellationToken);
        }
        else
        {
            bool inNulls = after?.Value == NullPlace;
            rows = inNulls ? [] : await ByKeyAsync(query, id, sort.Selector, after, page.Descending, project, wanted, cancellationToken);
            if (rows.Count < wanted && MayBeNull(sort.Selector))
            {
                IQueryable<TEntity> nulls = query.Where(IsNull<TEntity>(sort.Selector));
                rows.AddRange(await ByIdAsync(nulls, id, inNulls ? after!.Value.Id : null, page.Descending, project, wanted - rows.Count, cancellationToken));
            }
        }
        if (rows.Count <= page.Size)
            return new Page<TRow>(rows, null);
        (object? value, Guid last) = place(rows[page.Size - 1]);
        string? text = sort is null ? null : value switch
        {
            null => NullPlace,
            DateTimeOffset at => at.UtcTicks.ToString(CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        return new Page<TRow>(rows[..page.Size], new Cursor(text, last).Encode());
    }

    private static Task<List<TRow>> ByIdAsync<TEntity, TRow>(IQueryable<TEntity> query, Expression<Func<TEntity, Guid>> id, Guid? after, bool descending, Expression<Func<TEntity, TRow>> project, int count, CancellationToken cancellationToken)
    {
        if (after is { } place)
            query = query.Where(Expression.Lambda<Func<TEntity, bool>>(Beyond(id.Body, Value(place), descending), id.Parameters));
        query = descending ? query.OrderByDescending(id) : query.OrderBy(id);
        return query.Take(count).Select(project).ToListAsync(cancellationToken);
    }

    private static Task<List<TRow>> ByKeyAsync<TEntity, TRow>(IQueryable<TEntity> query, Expression<Func<TEntity, Guid>> id, LambdaExpression selector, Cursor? after, bool descending, Expression<Func<TEntity, TRow>> project, int count, CancellationToken cancellationToken)
    {
        ParameterExpression row = id.Parameters[0];
        Expression key = new Replace(selector.Parameters[0], row).Visit(selector.Body);
        if (MayBeNull(selector))
            query = query.Where(Expression.Lambda<Func<TEntity, bool>>(Expression.NotEqual(key, Expression.Constant(null, key.Type)), row));
        if (after is { Value: { } text } place)
        {
            Expression value = Parse(text, key.Type), beyond = Beyond(key, value, descending);
            Expression bound = key.Type == typeof(string) ? Compare(key, value, descending ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual)
                : Expression.MakeBinary(descending ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual, key, value);
            Expression tie = Expression.OrElse(beyond, Beyond(id.Body, Value(place.Id), descending));
            query = query.Where(Expression.Lambda<Func<TEntity, bool>>(Expression.AndAlso(bound, tie), row));
        }
        LambdaExpression order = Expression.Lambda(key, row);
        IOrderedQueryable<TEntity> sorted = (IOrderedQueryable<TEntity>)query.Provider.CreateQuery<TEntity>(Expression.Call(typeof(Queryable), descending ? nameof(Queryable.OrderByDescending) : nameof(Queryable.OrderBy), [typeof(TEntity), key.Type], query.Expression, Expression.Quote(order)));
        sorted = descending ? sorted.ThenByDescending(id) : sorted.ThenBy(id);
        return sorted.Take(count).Select(project).ToListAsync(cancellationToken);
    }

    private static bool MayBeNull(LambdaExpression selector) => !selector.ReturnType.IsValueType || Nullable.GetUnderlyingType(selector.ReturnType) is not null;

    private static Expression<Func<TEntity, bool>> IsNull<TEntity>(LambdaExpression selector) =>
        Expression.Lambda<Func<TEntity, bool>>(Expression.Equal(selector.Body, Expression.Constant(null, selector.ReturnType)), selector.Parameters);

    private static Expression Beyond(Expression left, Expression right, bool descending) =>
        Compare(left, right, descending ? ExpressionType.LessThan : ExpressionType.GreaterThan);

    private static Expression Compare(Expression left, Expression right, ExpressionType how)
    {
        if (left.Type == typeof(string))
            return Expression.MakeBinary(how, Expression.Call(typeof(string), nameof(string.Compare), null, left, right), Expression.Constant(0));
        if (left.Type == typeof(Guid))
            return Expression.MakeBinary(how, Expression.Call(left, nameof(Guid.CompareTo), null, right), Expression.Constant(0));
        return Expression.MakeBinary(how, left, right);
    }

    private static Expression Parse(string text, Type type)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return Value(text);
        if (type == typeof(int?) && int.TryParse(text, culture, out int number))
            return Value<int?>(number);
        if (type == typeof(decimal?) && decimal.TryParse(text, culture, out decimal amount))
            return Value<decimal?>(amount);
        if (type == typeof(DateTimeOffset?) && long.TryParse(text, culture, out long ticks) && ticks is > 0 and < 3_000_000_000_000_000_000)
            return Value<DateTimeOffset?>(new DateTimeOffset(ticks, TimeSpan.Zero));
        throw ArtisanException.Invalid("cursor", "The cursor is not one that this list gave in this order. Start again without it.");
    }

    // A member of an object becomes a parameter of the statement; a plain constant would make every page a statement of its own.
    private static MemberExpression Value<T>(T value) => Expression.Property(Expression.Constant(new Held<T>(value)), nameof(Held<>.Value));

    private sealed record Held<T>(T Value);

    private sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
