namespace Artisan.Core.Crm.Search;

/// <summary>Something of the CRM that an answer can rest on.</summary>
/// <param name="Type"><c>lead</c>, <c>account</c>, <c>interaction</c>, <c>task</c>, <c>campaign</c>, <c>figures</c>.</param>
/// <param name="Id">Its id; null for figures.</param>
/// <param name="LeadId">The lead that it belongs to; null for none.</param>
/// <param name="Title">In one line.</param>
/// <param name="Text">What it says, in sentences.</param>
/// <param name="At">When it happened (UTC); null where it is a state.</param>
public sealed record CrmSource(string Type, Guid? Id, Guid? LeadId, string Title, string Text, DateTimeOffset? At = null);

/// <summary>What a question needs, told by its words.</summary>
/// <param name="Ranking">The best leads.</param>
/// <param name="Tasks">What is to be done.</param>
/// <param name="History">What has happened, in order.</param>
/// <param name="Figures">Counts and shares over all leads.</param>
/// <param name="Silent">Leads that nobody has heard of for long.</param>
/// <param name="Campaigns">Campaigns and their results.</param>
public sealed record QuestionNeeds(bool Ranking, bool Tasks, bool History, bool Figures, bool Silent, bool Campaigns)
{
    /// <summary>Reads a question, English or German.</summary>
    public static QuestionNeeds Of(string question) => new(
        QuestionWords.Ranking().IsMatch(question), QuestionWords.Tasks().IsMatch(question), QuestionWords.History().IsMatch(question),
        QuestionWords.Figures().IsMatch(question), QuestionWords.Silent().IsMatch(question), QuestionWords.Campaigns().IsMatch(question));
}
