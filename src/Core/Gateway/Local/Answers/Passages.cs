using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Local.Answers;

/// <summary>A piece of what a chat gives to know.</summary>
/// <param name="Text">One or a few sentences.</param>
/// <param name="Source">Where it comes from, for people.</param>
/// <param name="Weight">How much it is to be trusted, 1 for given documents.</param>
/// <param name="Label">The number or id that it came with, such as <c>3</c> of <c>[3] …</c>; null when it had none.</param>
internal sealed record Passage(string Text, string Source, double Weight, string? Label);

/// <summary>Gathers the passages of a chat: context in system messages, documents in prompts, tools' results, earlier turns.</summary>
internal static partial class Passages
{
    public static List<Passage> Of(LocalTask task)
    {
        var passages = new List<Passage>();
        ChatView chat = task.Chat;
        for (int i = 0; i < chat.Messages.Count; i++)
        {
            ChatMessageView message = chat.Messages[i];
            switch (message.Role)
            {
                case "system" or "developer":
                    Add(passages, message.Text, "the given context", 1, instructs: true);
                    break;
                case "tool":
                    Add(passages, message.Text, message.Name is { } name ? $"the result of {name}" : "a tool's result", 1, instructs: false);
                    break;
                case "assistant":
                    Add(passages, message.Text, "my earlier answer", 0.6, instructs: false);
                    break;
                case "user" when i == task.LastUser:
                    Add(passages, task.Material, "the text you gave", 1, instructs: false);
                    break;
                case "user":
                    Add(passages, message.Text, "your earlier message", 0.9, instructs: false);
                    break;
            }
        }
        return passages;
    }

    private static void Add(List<Passage> passages, string text, string source, double weight, bool instructs)
    {
        string? label = null;
        int paragraph = -1;
        foreach (Sentence sentence in Sentences.Split(text))
        {
            Match marked = Labelled().Match(sentence.Text);
            string content = marked.Success ? sentence.Text[marked.Length..].Trim() : sentence.Text;
            if (marked.Success)
                label = marked.Groups["label"].Value;
            else if (sentence.Paragraph != paragraph)
                label = null;
            paragraph = sentence.Paragraph;
            if (content.Length == 0 || sentence.IsHeading || (instructs && Instruction().IsMatch(content)) || Cues.IsPleasantry(content))
                continue;
            // A question answers nothing.
            if (Cues.IsQuestion(content))
                continue;
            passages.Add(new Passage(content, source, weight, label));
        }
    }

    [GeneratedRegex(@"^\[(?<label>[\w.:-]{1,20})\]\s*(?!\()", RegexOptions.ExplicitCapture)]
    private static partial Regex Labelled();

    // What tells the model how to behave is no knowledge to quote.
    [GeneratedRegex(@"^\W*(you (are|must|should|may|can|will|have|write|answer|score|plan|summari[sz]e|list|judge|coach|find|extract|condense|help|never|always|do)\b|answer\b|always\b|never\b|do not\b|don['’]t\b|use (the|only|this)\b|be (brief|concise|helpful|polite|kind|precise)\b|cite\b|respond\b|reply\b|return\b|if you (do not|don['’]t|cannot|can['’]t)|say so\b|ground every\b|du bist\b|sie sind\b|antworte\b|tu es\b|vous êtes\b|réponds\b|eres\b|responde\b|(here|these|the following|below) (is|are)\b.{0,60}:$|(context|documents|knowledge|memories|sources)\s*:?$)", RegexOptions.IgnoreCase)]
    private static partial Regex Instruction();
}
