using Artisan.Core.Tenancy;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>What a test must know of an endpoint to try its door.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Route pattern as mapped.</param>
/// <param name="Area">What the use case behind demands.</param>
/// <param name="Level">How much of it.</param>
/// <param name="Path">An address of it; <c>{id}</c> stands for an id, <c>{own}</c> for one of the caller's own.</param>
/// <param name="Id">Which of the first tenant's things the id is: <c>key</c>, <c>member</c>, <c>workspace</c>, <c>provider</c>, <c>request</c>, <c>lead</c> …; null where there is none.</param>
/// <param name="Body">A body that the endpoint takes; null for none.</param>
/// <param name="OrArea">Another area that opens it too.</param>
/// <param name="Foreign">What another tenant's id is answered with: 404; 400 where a body refers to it; 200 where it is one of many that are looked for.</param>
/// <param name="Own">Which of the caller's things <c>{own}</c> is, as with <paramref name="Id"/>; for bodies that name a foreign thing.</param>
/// <param name="PeopleOnly">Whether no key opens it, whatever its scope.</param>
public sealed record DoorCase(string Method, string Pattern, Area Area, Level Level, string Path, string? Id = null, string? Body = null, Area? OrArea = null, string? Own = null, int Foreign = 404, bool PeopleOnly = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} {Id} {(Own is null ? "" : "of own " + Own)} {(Body is { Length: < 120 } ? Body : "")}".TrimEnd();
}

/// <summary>Every endpoint with a door. A new one must be added here, or the walk fails.</summary>
public static class DoorCases
{
    private const string Chat = """{"model":"local/artisan-extract-1","messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>The endpoints.</summary>
    public static readonly IReadOnlyList<DoorCase> All =
    [
        new("POST", "/v1/chat/completions", Area.AiUse, Level.Edit, "/v1/chat/completions", Body: Chat),
        new("POST", "/v1/embeddings", Area.AiUse, Level.Edit, "/v1/embeddings", Body: """{"model":"text-embedding-3-small","input":"Hello"}"""),
        new("GET", "/v1/models", Area.AiUse, Level.See, "/v1/models"),
        new("GET", "/v1/models/{**model}", Area.AiUse, Level.See, "/v1/models/gpt-4o-mini"),
        new("GET", "/api/v1/ai/requests", Area.RequestFigures, Level.See, "/api/v1/ai/requests"),
        new("GET", "/api/v1/ai/requests/export", Area.RequestFigures, Level.See, "/api/v1/ai/requests/export"),
        new("GET", "/api/v1/ai/requests/{id:guid}", Area.RequestFigures, Level.See, "/api/v1/ai/requests/{id}", "request"),
        new("POST", "/api/v1/ai/requests/{id:guid}/feedback", Area.AiUse, Level.Edit, "/api/v1/ai/requests/{id}/feedback", "request", """{"verdict":"helpful"}"""),
        new("GET", "/api/v1/ai/requests/{id:guid}/feedback", Area.RequestFigures, Level.See, "/api/v1/ai/requests/{id}/feedback", "request"),
        new("POST", "/api/v1/ai/email/generate", Area.AiUse, Level.Edit, "/api/v1/ai/email/generate", "lead", """{"lead_id":"{id}","objective":"Call","model":"local/artisan-extract-1"}"""),
        new("GET", "/api/v1/ai/email/drafts", Area.Leads, Level.See, "/api/v1/ai/email/drafts"),
        new("GET", "/api/v1/ai/email/drafts/{id:guid}", Area.Leads, Level.See, "/api/v1/ai/email/drafts/{id}", "draft"),
        new("PATCH", "/api/v1/ai/email/drafts/{id:guid}", Area.AiUse, Level.Edit, "/api/v1/ai/email/drafts/{id}", "draft", """{"subject":"Walk"}"""),
        new("DELETE", "/api/v1/ai/email/drafts/{id:guid}", Area.AiUse, Level.Edit, "/api/v1/ai/email/drafts/{id}", "draft"),
        new("POST", "/api/v1/ai/campaigns/strategy", Area.AiUse, Level.Edit, "/api/v1/ai/campaigns/strategy", "campaign", """{"campaign_id":"{id}","objective":"Walk","model":"local/artisan-extract-1"}"""),
        new("GET", "/api/v1/ai/campaigns/strategies", Area.Leads, Level.See, "/api/v1/ai/campaigns/strategies"),
        new("GET", "/api/v1/ai/campaigns/strategies/{id:guid}", Area.Leads, Level.See, "/api/v1/ai/campaigns/strategies/{id}", "strategy"),
        new("DELETE", "/api/v1/ai/campaigns/strategies/{id:guid}", Area.AiUse, Level.Edit, "/api/v1/ai/campaigns/strategies/{id}", "strategy"),
        new("POST", "/api/v1/ai/conversation", Area.AiUse, Level.Edit, "/api/v1/ai/conversation", "session", """{"message":"Hello","session_id":"{id}","model":"local/artisan-extract-1"}"""),
        new("POST", "/api/v1/ai/conversation", Area.AiUse, Level.Edit, "/api/v1/ai/conversation", "lead", """{"message":"Hello","lead_id":"{id}","model":"local/artisan-extract-1"}"""),
        new("GET", "/api/v1/ai/conversation/sessions", Area.AiUse, Level.Edit, "/api/v1/ai/conversation/sessions"),
        new("GET", "/api/v1/ai/conversation/sessions/{id:guid}", Area.AiUse, Level.Edit, "/api/v1/ai/conversation/sessions/{id}", "session"),
        new("DELETE", "/api/v1/ai/conversation/sessions/{id:guid}", Area.AiUse, Level.Edit, "/api/v1/ai/conversation/sessions/{id}", "session"),
        new("POST", "/api/v1/ai/calls/summary", Area.AiUse, Level.Edit, "/api/v1/ai/calls/summary", "lead", """{"text":"Hello","lead_id":"{id}","model":"local/artisan-extract-1"}"""),
        new("POST", "/api/v1/ai/sentiment", Area.AiUse, Level.Edit, "/api/v1/ai/sentiment", "lead", """{"text":"Hello","lead_id":"{id}","model":"local/artisan-extract-1"}"""),
        new("POST", "/api/v1/ai/guardrails/pii", Area.AiUse, Level.Edit, "/api/v1/ai/guardrails/pii", Body: """{"texts":["Hello"]}""", OrArea: Area.Guardrails),
        new("POST", "/api/v1/ai/guardrails/injection", Area.AiUse, Level.Edit, "/api/v1/ai/guardrails/injection", Body: """{"texts":["Hello"]}""", OrArea: Area.Guardrails),
        new("GET", "/api/v1/admin/guardrails/policy", Area.Guardrails, Level.See, "/api/v1/admin/guardrails/policy"),
        new("PUT", "/api/v1/admin/guardrails/policy", Area.Guardrails, Level.Edit, "/api/v1/admin/guardrails/policy", Body: """{"policy":{"alert_per_hour":-1}}"""),
        new("GET", "/api/v1/admin/guardrails/events", Area.Guardrails, Level.See, "/api/v1/admin/guardrails/events"),
        new("GET", "/api/v1/admin/guardrails/events/{id:guid}", Area.Guardrails, Level.See, "/api/v1/admin/guardrails/events/{id}", "finding"),
        new("POST", "/api/v1/admin/guardrails/events/{id:guid}/review", Area.Guardrails, Level.Edit, "/api/v1/admin/guardrails/events/{id}/review", "finding", """{"review":"confirmed"}"""),
        new("GET", "/api/v1/admin/guardrails/coverage", Area.Guardrails, Level.See, "/api/v1/admin/guardrails/coverage"),
        new("POST", "/api/v1/admin/guardrails/coverage", Area.Guardrails, Level.Edit, "/api/v1/admin/guardrails/coverage"),
        new("POST", "/api/v1/admin/guardrails/vault/reveal", Area.Compliance, Level.Edit, "/api/v1/admin/guardrails/vault/reveal", Body: """{"text":"tok_0000000000000000000000","reason":"walk"}""", PeopleOnly: true),
        new("GET", "/api/ai-advanced/usage/summary", Area.Usage, Level.See, "/api/ai-advanced/usage/summary"),
        new("GET", "/api/ai-advanced/usage/breakdown", Area.Usage, Level.See, "/api/ai-advanced/usage/breakdown?group_by=actor"),
        new("GET", "/api/ai-advanced/usage/quota", Area.Usage, Level.See, "/api/ai-advanced/usage/quota"),
        new("GET", "/api/ai-advanced/usage/export", Area.Usage, Level.See, "/api/ai-advanced/usage/export"),
        new("GET", "/api/v1/ai/health", Area.AiControl, Level.None, "/api/v1/ai/health"),
        new("GET", "/api/v1/admin/api-keys", Area.Settings, Level.See, "/api/v1/admin/api-keys"),
        new("POST", "/api/v1/admin/api-keys", Area.Settings, Level.Edit, "/api/v1/admin/api-keys", "workspace", """{"name":"Walk","scopes":["admin"],"workspace_id":"{id}"}"""),
        new("DELETE", "/api/v1/admin/api-keys/{id:guid}", Area.Settings, Level.Edit, "/api/v1/admin/api-keys/{id}", "key"),
        new("GET", "/api/v1/admin/audit", Area.Compliance, Level.See, "/api/v1/admin/audit"),
        new("GET", "/api/v1/admin/audit/export", Area.Compliance, Level.See, "/api/v1/admin/audit/export"),
        new("GET", "/api/v1/admin/members", Area.Settings, Level.See, "/api/v1/admin/members"),
        new("POST", "/api/v1/admin/members", Area.Settings, Level.Edit, "/api/v1/admin/members", "workspace", """{"email":"walk@example.com","display_name":"Walk","role":"viewer","workspace_ids":["{id}"],"password":"a long enough password"}"""),
        new("PATCH", "/api/v1/admin/members/{id:guid}", Area.Settings, Level.Edit, "/api/v1/admin/members/{id}", "member", """{"role":"viewer","workspace_ids":[]}"""),
        new("PATCH", "/api/v1/admin/members/{id:guid}", Area.Settings, Level.Edit, "/api/v1/admin/members/{own}", "workspace", """{"role":"viewer","workspace_ids":["{id}"]}""", Own: "member"),
        new("DELETE", "/api/v1/admin/members/{id:guid}", Area.Settings, Level.Edit, "/api/v1/admin/members/{id}", "member"),
        new("GET", "/api/v1/admin/workspaces", Area.Settings, Level.See, "/api/v1/admin/workspaces"),
        new("POST", "/api/v1/admin/workspaces", Area.Settings, Level.Edit, "/api/v1/admin/workspaces", Body: """{"slug":"walk","name":"Walk"}"""),
        new("PUT", "/api/v1/admin/workspaces/{id:guid}", Area.Settings, Level.Edit, "/api/v1/admin/workspaces/{id}", "workspace", """{"slug":"walk","name":"Walk"}"""),
        new("PUT", "/api/v1/admin/features/{name}", Area.Settings, Level.Edit, "/api/v1/admin/features/nothing", Body: """{"enabled":true}"""),
        new("PUT", "/api/v1/admin/settings/{key}", Area.Settings, Level.Edit, "/api/v1/admin/settings/nothing", Body: """{"value":1}"""),
        new("GET", "/api/v1/admin/providers", Area.AiControl, Level.See, "/api/v1/admin/providers", OrArea: Area.Settings),
        new("PUT", "/api/v1/admin/providers/{name}", Area.AiControl, Level.Edit, "/api/v1/admin/providers/NOT-A-NAME", Body: """{"kind":"local"}"""),
        new("DELETE", "/api/v1/admin/providers/{id:guid}", Area.AiControl, Level.Edit, "/api/v1/admin/providers/{id}", "provider"),
        new("POST", "/api/v1/admin/providers/{name}/check", Area.AiControl, Level.Edit, "/api/v1/admin/providers/nothing/check"),
        new("GET", "/api/v1/admin/use-cases", Area.AiControl, Level.See, "/api/v1/admin/use-cases"),
        new("GET", "/api/v1/admin/cache", Area.AiControl, Level.See, "/api/v1/admin/cache"),
        new("GET", "/api/v1/admin/cache", Area.AiControl, Level.See, "/api/v1/admin/cache?workspace_id={id}", "workspace"),
        new("GET", "/api/v1/admin/cache/entries", Area.AiControl, Level.See, "/api/v1/admin/cache/entries"),
        new("GET", "/api/v1/admin/cache/entries", Area.AiControl, Level.See, "/api/v1/admin/cache/entries?workspace_id={id}", "workspace"),
        new("DELETE", "/api/v1/admin/cache/entries/{id:guid}", Area.AiControl, Level.Edit, "/api/v1/admin/cache/entries/{id}", "cached_answer"),
        new("POST", "/api/v1/admin/cache/purge", Area.AiControl, Level.Edit, "/api/v1/admin/cache/purge", "workspace", """{"workspace_id":"{id}"}"""),
        new("POST", "/api/v1/admin/cache/purge", Area.AiControl, Level.Edit, "/api/v1/admin/cache/purge", "lead", """{"lead_id":"{id}"}""", Foreign: 200),
        new("POST", "/api/v1/admin/cache/purge", Area.AiControl, Level.Edit, "/api/v1/admin/cache/purge", "member", """{"actor_id":"{id}"}""", Foreign: 200),
        new("GET", "/api/v1/admin/cache/semantic-hits", Area.AiControl, Level.See, "/api/v1/admin/cache/semantic-hits"),
        new("GET", "/api/v1/admin/cache/semantic-hits", Area.AiControl, Level.See, "/api/v1/admin/cache/semantic-hits?workspace_id={id}", "workspace"),
        new("POST", "/api/v1/admin/cache/semantic-hits/{id:guid}/wrong", Area.AiControl, Level.Edit, "/api/v1/admin/cache/semantic-hits/{id}/wrong", "semantic_hit"),
        new("GET", "/api/v1/admin/cache/settings", Area.AiControl, Level.See, "/api/v1/admin/cache/settings"),
        new("PUT", "/api/v1/admin/cache/settings/{workspace}", Area.AiControl, Level.Edit, "/api/v1/admin/cache/settings/{id}", "workspace", """{"max_entries":50}"""),
        new("POST", "/api/v1/crm/leads/import", Area.Leads, Level.Edit, "/api/v1/crm/leads/import", Body: "{}"),
        new("GET", "/api/v1/crm/leads/export", Area.Leads, Level.See, "/api/v1/crm/leads/export"),
        new("GET", "/api/v1/crm/imports", Area.Leads, Level.See, "/api/v1/crm/imports"),
        new("GET", "/api/v1/crm/imports/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/imports/{id}", "import"),
        new("GET", "/api/v1/crm/imports/{id:guid}/errors", Area.Leads, Level.See, "/api/v1/crm/imports/{id}/errors", "import"),
        new("POST", "/api/v1/crm/imports/{id:guid}/start", Area.Leads, Level.Edit, "/api/v1/crm/imports/{id}/start", "import"),
        new("POST", "/api/v1/crm/imports/{id:guid}/cancel", Area.Leads, Level.Edit, "/api/v1/crm/imports/{id}/cancel", "import"),
        new("PUT", "/api/v1/admin/use-cases/{name}", Area.AiControl, Level.Edit, "/api/v1/admin/use-cases/nothing", Body: "{}"),
        new("GET", "/api/v1/crm/leads", Area.Leads, Level.See, "/api/v1/crm/leads"),
        new("POST", "/api/v1/crm/leads", Area.Leads, Level.Edit, "/api/v1/crm/leads", "account", """{"last_name":"Walk","account_id":"{id}"}""", Foreign: 400),
        new("POST", "/api/v1/crm/leads", Area.Leads, Level.Edit, "/api/v1/crm/leads", "member", """{"last_name":"Walk","owner_id":"{id}"}""", Foreign: 400),
        new("GET", "/api/v1/crm/leads/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/leads/{id}", "lead"),
        new("PATCH", "/api/v1/crm/leads/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/leads/{id}", "lead", """{"title":"Walk"}"""),
        new("PATCH", "/api/v1/crm/leads/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/leads/{own}", "account", """{"account_id":"{id}"}""", Own: "lead", Foreign: 400),
        new("PATCH", "/api/v1/crm/leads/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/leads/{own}", "member", """{"owner_id":"{id}"}""", Own: "lead", Foreign: 400),
        new("DELETE", "/api/v1/crm/leads/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/leads/{id}", "lead"),
        new("POST", "/api/v1/crm/leads/assign", Area.Leads, Level.Edit, "/api/v1/crm/leads/assign", "lead", """{"lead_ids":["{id}"],"stage":"qualified"}""", Foreign: 200),
        new("POST", "/api/v1/crm/leads/assign", Area.Leads, Level.Edit, "/api/v1/crm/leads/assign", "member", """{"lead_ids":[],"owner_id":"{id}"}""", Foreign: 400),
        new("GET", "/api/v1/crm/leads/{id:guid}/timeline", Area.Leads, Level.See, "/api/v1/crm/leads/{id}/timeline", "lead"),
        new("GET", "/api/v1/crm/leads/{id:guid}/duplicates", Area.Leads, Level.See, "/api/v1/crm/leads/{id}/duplicates", "lead"),
        new("POST", "/api/v1/crm/leads/{id:guid}/merge", Area.Leads, Level.Edit, "/api/v1/crm/leads/{id}/merge", "lead", """{"merged_id":"01890000-0000-7000-8000-0000000000ff"}"""),
        new("POST", "/api/v1/crm/leads/{id:guid}/merge", Area.Leads, Level.Edit, "/api/v1/crm/leads/{own}/merge", "lead", """{"merged_id":"{id}"}""", Own: "lead"),
        new("GET", "/api/v1/crm/leads/{id:guid}/merges", Area.Leads, Level.See, "/api/v1/crm/leads/{id}/merges", "lead"),
        new("POST", "/api/v1/crm/merges/{id:guid}/undo", Area.Leads, Level.Edit, "/api/v1/crm/merges/{id}/undo", "merge"),
        new("GET", "/api/v1/crm/tasks", Area.Leads, Level.See, "/api/v1/crm/tasks"),
        new("POST", "/api/v1/crm/tasks", Area.Leads, Level.Edit, "/api/v1/crm/tasks", "lead", """{"lead_id":"{id}","title":"Walk"}"""),
        new("POST", "/api/v1/crm/tasks", Area.Leads, Level.Edit, "/api/v1/crm/tasks", "member", """{"lead_id":"{own}","assignee_id":"{id}","title":"Walk"}""", Own: "lead", Foreign: 400),
        new("PUT", "/api/v1/crm/tasks/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/tasks/{id}", "task", """{"lead_id":"{own}","title":"Walk"}""", Own: "lead"),
        new("PUT", "/api/v1/crm/tasks/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/tasks/01890000-0000-7000-8000-0000000000ff", "lead", """{"lead_id":"{id}","title":"Walk"}"""),
        new("PUT", "/api/v1/crm/tasks/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/tasks/01890000-0000-7000-8000-0000000000ff", "member", """{"lead_id":"{own}","assignee_id":"{id}","title":"Walk"}""", Own: "lead", Foreign: 400),
        new("DELETE", "/api/v1/crm/tasks/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/tasks/{id}", "task"),
        new("GET", "/api/v1/crm/accounts", Area.Leads, Level.See, "/api/v1/crm/accounts"),
        new("POST", "/api/v1/crm/accounts", Area.Leads, Level.Edit, "/api/v1/crm/accounts", "member", """{"name":"Walk","owner_id":"{id}"}""", Foreign: 400),
        new("PATCH", "/api/v1/crm/accounts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/accounts/{own}", "member", """{"owner_id":"{id}"}""", Own: "account", Foreign: 400),
        new("GET", "/api/v1/crm/accounts/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/accounts/{id}", "account"),
        new("PATCH", "/api/v1/crm/accounts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/accounts/{id}", "account", """{}"""),
        new("DELETE", "/api/v1/crm/accounts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/accounts/{id}", "account"),
        new("GET", "/api/v1/crm/contacts", Area.Leads, Level.See, "/api/v1/crm/contacts"),
        new("POST", "/api/v1/crm/contacts", Area.Leads, Level.Edit, "/api/v1/crm/contacts", "account", """{"last_name":"Walk","account_id":"{id}"}""", Foreign: 400),
        new("PATCH", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/contacts/{own}", "account", """{"account_id":"{id}"}""", Own: "contact", Foreign: 400),
        new("POST", "/api/v1/crm/contacts", Area.Leads, Level.Edit, "/api/v1/crm/contacts", "lead", """{"last_name":"Walk","lead_id":"{id}"}""", Foreign: 400),
        new("PATCH", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/contacts/{own}", "lead", """{"lead_id":"{id}"}""", Own: "contact", Foreign: 400),
        new("POST", "/api/v1/crm/contacts", Area.Leads, Level.Edit, "/api/v1/crm/contacts", "member", """{"last_name":"Walk","owner_id":"{id}"}""", Foreign: 400),
        new("PATCH", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/contacts/{own}", "member", """{"owner_id":"{id}"}""", Own: "contact", Foreign: 400),
        new("GET", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/contacts/{id}", "contact"),
        new("PATCH", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/contacts/{id}", "contact", """{}"""),
        new("DELETE", "/api/v1/crm/contacts/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/contacts/{id}", "contact"),
        new("GET", "/api/v1/crm/campaigns", Area.Leads, Level.See, "/api/v1/crm/campaigns"),
        new("POST", "/api/v1/crm/campaigns", Area.Leads, Level.Edit, "/api/v1/crm/campaigns", "member", """{"name":"Walk","owner_id":"{id}"}""", Foreign: 400),
        new("PATCH", "/api/v1/crm/campaigns/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{own}", "member", """{"owner_id":"{id}"}""", Own: "campaign", Foreign: 400),
        new("GET", "/api/v1/crm/campaigns/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/campaigns/{id}", "campaign"),
        new("PATCH", "/api/v1/crm/campaigns/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{id}", "campaign", """{}"""),
        new("DELETE", "/api/v1/crm/campaigns/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{id}", "campaign"),
        new("POST", "/api/v1/crm/campaigns/{id:guid}/leads", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{id}/leads", "campaign", """{"lead_ids":[]}"""),
        new("POST", "/api/v1/crm/campaigns/{id:guid}/leads", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{own}/leads", "lead", """{"lead_ids":["{id}"]}""", Own: "campaign", Foreign: 200),
        new("POST", "/api/v1/crm/campaigns/{id:guid}/leads/remove", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{id}/leads/remove", "campaign", """{"lead_ids":[]}"""),
        new("POST", "/api/v1/crm/campaigns/{id:guid}/leads/remove", Area.Leads, Level.Edit, "/api/v1/crm/campaigns/{own}/leads/remove", "lead", """{"lead_ids":["{id}"]}""", Own: "campaign", Foreign: 200),
        new("GET", "/api/v1/crm/interactions", Area.Leads, Level.See, "/api/v1/crm/interactions"),
        new("POST", "/api/v1/crm/interactions", Area.Leads, Level.Edit, "/api/v1/crm/interactions", "lead", """{"lead_id":"{id}","kind":"note"}"""),
        new("POST", "/api/v1/crm/interactions", Area.Leads, Level.Edit, "/api/v1/crm/interactions", "account", """{"account_id":"{id}","kind":"note"}"""),
        new("POST", "/api/v1/crm/interactions", Area.Leads, Level.Edit, "/api/v1/crm/interactions", "contact", """{"contact_id":"{id}","kind":"note"}"""),
        new("POST", "/api/v1/crm/interactions", Area.Leads, Level.Edit, "/api/v1/crm/interactions", "campaign", """{"lead_id":"{own}","campaign_id":"{id}","kind":"note"}""", Own: "lead"),
        new("GET", "/api/v1/crm/interactions/{id:guid}", Area.Leads, Level.See, "/api/v1/crm/interactions/{id}", "interaction"),
        new("DELETE", "/api/v1/crm/interactions/{id:guid}", Area.Leads, Level.Edit, "/api/v1/crm/interactions/{id}", "interaction"),
        new("GET", "/api/v1/crm/fields", Area.Leads, Level.See, "/api/v1/crm/fields"),
        new("POST", "/api/v1/ai/scoring/leads", Area.AiUse, Level.Edit, "/api/v1/ai/scoring/leads", "lead", """{"lead_id":"{id}","model":"local/artisan-extract-1"}"""),
        new("POST", "/api/v1/ai/scoring/leads/batch", Area.AiUse, Level.Edit, "/api/v1/ai/scoring/leads/batch", "lead", """{"lead_ids":["{id}"]}""", Foreign: 400),
        new("GET", "/api/v1/ai/scoring/leads/batch/{id:guid}", Area.AiUse, Level.See, "/api/v1/ai/scoring/leads/batch/{id}", "job"),
        new("POST", "/api/v1/ai/scoring/leads/batch/{id:guid}/cancel", Area.AiUse, Level.Edit, "/api/v1/ai/scoring/leads/batch/{id}/cancel", "job"),
        new("GET", "/api/v1/ai/scoring/leads/{id:guid}", Area.Leads, Level.See, "/api/v1/ai/scoring/leads/{id}", "lead"),
        new("GET", "/api/v1/ai/scoring/leads/{id:guid}/history", Area.Leads, Level.See, "/api/v1/ai/scoring/leads/{id}/history", "lead"),
        new("GET", "/api/v1/ai/scoring/models", Area.AiUse, Level.See, "/api/v1/ai/scoring/models"),
        new("POST", "/api/v1/ai/scoring/models/test", Area.AiUse, Level.Edit, "/api/v1/ai/scoring/models/test", "lead", """{"lead_ids":["{id}"],"models":["local/artisan-extract-1","gpt-4o"]}"""),
        new("POST", "/api/v1/ai/email/batch", Area.AiUse, Level.Edit, "/api/v1/ai/email/batch", "lead", """{"objective":"Walk","lead_ids":["{id}"]}""", Foreign: 400),
        new("GET", "/api/v1/ai/email/batch/{id:guid}", Area.AiUse, Level.See, "/api/v1/ai/email/batch/{id}", "job"),
        new("POST", "/api/v1/ai/email/batch/{id:guid}/cancel", Area.AiUse, Level.Edit, "/api/v1/ai/email/batch/{id}/cancel", "job"),
        new("GET", "/ws/ai/scoring", Area.Leads, Level.See, "/ws/ai/scoring"),
        new("POST", "/api/v1/tickets", Area.AiControl, Level.None, "/api/v1/tickets"),
    ];

    /// <summary>Endpoints that anyone may call.</summary>
    public static readonly IReadOnlySet<string> Open = new HashSet<string> { "/health", "/ready", "/metrics", "/docs/{documentName}.json" };

    /// <summary>Methods of hubs and what opens them, by <c>address Method</c>; besides Blazor's own, whose circuits are the pages.</summary>
    public static readonly IReadOnlyDictionary<string, Area> HubMethods = new Dictionary<string, Area>();

    /// <summary>Posts of the signed-in account: they belong to nobody else, and need the session's token.</summary>
    public static readonly IReadOnlySet<string> AccountPosts = new HashSet<string> { "/account/sign-out", "/account/sign-out-everywhere", "/account/switch" };

    /// <summary>Pages and what opens them: an area, <c>members</c>, <c>operator</c>, or <c>anyone</c> for plain pages before the sign-in.</summary>
    public static readonly IReadOnlyDictionary<string, string> Pages = new Dictionary<string, string>
    {
        ["/"] = "members",
        ["/requests"] = nameof(Area.RequestFigures),
        ["/leads"] = nameof(Area.Leads),
        ["/leads/{Id:guid}"] = nameof(Area.Leads),
        ["/leads/accounts"] = nameof(Area.Leads),
        ["/leads/contacts"] = nameof(Area.Leads),
        ["/campaigns"] = nameof(Area.Leads),
        ["/campaigns/{Id:guid}"] = nameof(Area.Leads),
        ["/usage"] = nameof(Area.Usage),
        ["/settings"] = nameof(Area.Settings),
        ["/admin/ai-control"] = nameof(Area.AiControl),
        ["/insights"] = nameof(Area.AiUse),
        ["/jobs"] = nameof(Area.Jobs),
        ["/guardrails"] = nameof(Area.Guardrails),
        ["/leads/import"] = nameof(Area.Leads),
        ["/not-found"] = "members",
        ["/error"] = "anyone",
        ["/error/{Code:int}"] = "anyone",
        ["/account/sign-in"] = "anyone",
        ["/account/password"] = "members",
        ["/setup"] = "anyone",
    };
}
