using System.Globalization;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>A place in an answer, written out as a JSON pointer only when something is wrong there.</summary>
internal sealed class InstancePath(InstancePath? parent, string? name, int index)
{
    public static readonly InstancePath Root = new(null, null, -1);

    public InstancePath At(string child) => new(this, child, -1);

    public InstancePath At(int child) => new(this, null, child);

    public override string ToString()
    {
        if (parent is null)
            return "#";
        string segment = name?.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) ?? index.ToString(CultureInfo.InvariantCulture);
        return $"{parent}/{segment}";
    }
}
