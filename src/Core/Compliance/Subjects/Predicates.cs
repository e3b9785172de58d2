using System.Linq.Expressions;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>Puts conditions on a column that a store names.</summary>
internal static class Predicates
{
    /// <summary>A condition on a column, as one on its row.</summary>
    internal static Expression<Func<T, bool>> Of<T, TValue>(Expression<Func<T, TValue>> column, Expression<Func<TValue, bool>> condition) =>
        Expression.Lambda<Func<T, bool>>(new Replace(condition.Parameters[0], column.Body).Visit(condition.Body), column.Parameters);

    /// <summary>One of two conditions.</summary>
    internal static Expression<Func<T, bool>> Either<T>(Expression<Func<T, bool>> first, Expression<Func<T, bool>> second) =>
        Expression.Lambda<Func<T, bool>>(Expression.OrElse(first.Body, new Replace(second.Parameters[0], first.Parameters[0]).Visit(second.Body)), first.Parameters);

    private sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
