using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>The order of rows by their keys, for reading them page by page whatever their table.</summary>
internal static class RowOrder<T> where T : class
{
    /// <summary>Rows behind a place, in the order of their keys.</summary>
    public static IQueryable<T> After(IQueryable<T> rows, IReadOnlyList<IProperty> keys, string? place)
    {
        ParameterExpression row = Expression.Parameter(typeof(T), "row");
        if (place is not null)
        {
            JsonElement[] values = JsonSerializer.Deserialize<JsonElement[]>(place)!;
            Expression? behind = null;
            // (a > x) or (a = x and b > y) …
            for (int i = keys.Count - 1; i >= 0; i--)
            {
                Expression key = Expression.Property(row, keys[i].PropertyInfo!);
                Expression value = Expression.Constant(values[i].Deserialize(keys[i].ClrType), keys[i].ClrType);
                Expression greater = keys[i].ClrType == typeof(Guid)
                    ? Expression.GreaterThan(Expression.Call(key, nameof(Guid.CompareTo), null, value), Expression.Constant(0))
                    : Expression.GreaterThan(key, value);
                behind = behind is null ? greater : Expression.OrElse(greater, Expression.AndAlso(Expression.Equal(key, value), behind));
            }
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(behind!, row));
        }
        IOrderedQueryable<T>? ordered = null;
        foreach (IProperty key in keys)
        {
            Expression<Func<T, object>> by = Expression.Lambda<Func<T, object>>(Expression.Convert(Expression.Property(row, key.PropertyInfo!), typeof(object)), row);
            ordered = ordered is null ? rows.OrderBy(by) : ordered.ThenBy(by);
        }
        return ordered!;
    }

    /// <summary>The place of a row.</summary>
    public static string PlaceOf(T row, IReadOnlyList<IProperty> keys) => JsonSerializer.Serialize(keys.Select(k => k.PropertyInfo!.GetValue(row)));
}
