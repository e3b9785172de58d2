namespace Artisan.Core.Gateway.Protocol;

/// <summary>
/// Where a value stands in a request, such as <c>messages[2].tool_calls[0].function.name</c>. It is carried as parts and only written out when
/// something is wrong, so that a good request costs no text.
/// </summary>
internal readonly record struct FieldPath(string Root, int Index = -1, string? Name = null, int InnerIndex = -1, string? Leaf = null)
{
    public FieldPath At(string name) => this with { Name = name };

    public FieldPath Inner(int index, string? leaf = null) => this with { InnerIndex = index, Leaf = leaf };

    public override string ToString()
    {
        string text = Index < 0 ? Root : $"{Root}[{Index}]";
        if (Name is not null)
            text += "." + Name;
        if (InnerIndex >= 0)
            text += $"[{InnerIndex}]";
        return Leaf is null ? text : $"{text}.{Leaf}";
    }
}
