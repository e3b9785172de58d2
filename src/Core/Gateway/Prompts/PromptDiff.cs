namespace Artisan.Core.Gateway.Prompts;

/// <summary>What differs between two versions of a prompt.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="Slug">What requests call it.</param>
/// <param name="From">The version that is compared with.</param>
/// <param name="FromState">What has become of it.</param>
/// <param name="To">The version that is looked at.</param>
/// <param name="ToState">What has become of it.</param>
/// <param name="Changes">Every difference: messages in order, then variables by name, then settings. Empty when both say the same.</param>
public sealed record PromptDiffV1(Guid PromptId, string Slug, int From, string FromState, int To, string ToState, IReadOnlyList<PromptChangeV1> Changes);

/// <summary>One difference.</summary>
/// <param name="Part"><c>message</c>, <c>variable</c> or <c>setting</c>.</param>
/// <param name="Name">Which: the message's number from 1, the variable's name, or <c>model</c>, <c>temperature</c>, <c>max_output_tokens</c>.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Before">What it was, as text; absent where it was added. A message begins with its role.</param>
/// <param name="After">What it is, as text; absent where it was removed.</param>
/// <param name="Unified">Of messages: the lines in the unified format, each beginning with a blank, <c>-</c> or <c>+</c>, with three lines around each change under <c>@@ -a,b +c,d @@</c>.</param>
public sealed record PromptChangeV1(string Part, string Name, string Change, string? Before, string? After, string? Unified = null);
