using Artisan.Core.Memory;

namespace Artisan.Web.Features.Memory;

/// <summary>
/// What a person changes of a memory. Only what was touched is sent; when somebody else changed the memory meanwhile, what was not touched follows it, and
/// what was stays as it was typed.
/// </summary>
public sealed class MemoryEdit
{
    /// <summary>Begins with a memory as it is.</summary>
    public MemoryEdit(MemoryV1 memory)
    {
        (Seen, Text, Fields) = (memory, memory.Content, MemoryFieldsDraft.Of(memory.Fields));
    }

    /// <summary>The memory as it was last read.</summary>
    public MemoryV1 Seen { get; private set; }

    /// <summary>Its text.</summary>
    public string? Text { get; set; }

    /// <summary>Its fields.</summary>
    public MemoryFieldsDraft Fields { get; private set; }

    /// <summary>How long it is remembered from now on; nothing chosen leaves it as it is.</summary>
    public MemoryKeep Keep { get; private set; } = new();

    /// <summary>Whether anything was changed.</summary>
    public bool Touched => TextTouched || FieldsTouched || Keep.Choice.Length > 0;

    private bool TextTouched => (Text ?? "").Trim() != Seen.Content;

    private bool FieldsTouched => !Fields.Says(Seen.Fields);

    /// <summary>The change that is sent.</summary>
    /// <exception cref="Core.Kernel.ArtisanException">When a figure or the day cannot be read.</exception>
    public MemoryChangeV1 Change(DateTimeOffset now, TimeZoneInfo zone)
    {
        (MemoryRetention? retention, long? ttl) = Keep.Read(now, zone);
        return new MemoryChangeV1(Seen.Revision, TextTouched ? Text ?? "" : null, FieldsTouched ? Fields.Read(Seen.Type) : null, null, retention, ttl);
    }

    /// <summary>Follows the memory as it is now, and keeps what was touched.</summary>
    public void Follow(MemoryV1 now)
    {
        bool text = TextTouched, fields = FieldsTouched;
        Seen = now;
        if (!text)
            Text = now.Content;
        if (!fields)
            Fields = MemoryFieldsDraft.Of(now.Fields);
    }

    /// <summary>Begins anew with what was saved.</summary>
    public void Saved(MemoryV1 now) => (Seen, Text, Fields, Keep) = (now, now.Content, MemoryFieldsDraft.Of(now.Fields), new MemoryKeep());
}
