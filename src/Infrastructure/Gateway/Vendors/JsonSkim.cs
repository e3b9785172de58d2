using System.Text.Json;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Small readings that answers and chunks share.</summary>
internal static class JsonSkim
{
    /// <summary>Steps over the array that the reader stands on; whether it holds anything. False for what is no array.</summary>
    public static bool IsFilledArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }
        bool filled = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            filled = true;
            reader.Skip();
        }
        return filled;
    }

    /// <summary>The text that the reader stands on. Half surrogate pairs and broken UTF-8, which some servers cut at token borders, read as U+FFFD; the raw bytes still go to the caller.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
