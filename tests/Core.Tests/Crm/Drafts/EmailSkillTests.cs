using Artisan.Core.Crm.Drafts;
using Artisan.Core.Crm.Leads;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Drafts;

/// <summary>E-mails that are composed by rules.</summary>
public sealed class EmailSkillTests
{
    private static readonly LeadBrief Anna = new("Anna Weber", "Head of operations", "Alder Logistics", true, true, true, "Logistics", 800, "Germany", "webinar", "engaged", 40, 3, new Dictionary<string, int> { ["call"] = 1 },
    [
        new(Guid.NewGuid(), 1, "pricing_visit", "Looked at the pricing page", null, null),
        new(Guid.NewGuid(), 3, "email_replied", "Re: planning", "Looks useful. What does it cost for 40 people?", "positive"),
        new(Guid.NewGuid(), 9, "call", "Call with Anna", "Pain: late changes. They fear the rollout. Internal: the COO is difficult.", "positive"),
        new(Guid.NewGuid(), 1, "proposal_sent", "Offer", null, null),
        new(Guid.NewGuid(), 30, "event_attended", "Webinar", null, null),
    ], null, null);

    private static EmailFacts Facts(EmailTone tone = EmailTone.Professional, EmailLength length = EmailLength.Medium, int variants = 1, string language = "en") =>
        new("Agree on a pilot in one site", tone, length, language, variants, ["A pilot runs in one site", "Your data stays where it is"], "The pilot can begin at once. Do not mention the COO.", "Sam Reed", new EmailRecipientV1(Anna.Name, Anna.Title, Anna.Company), Anna);

    public static TheoryData<EmailTone, EmailLength, string> All
    {
        get
        {
            var all = new TheoryData<EmailTone, EmailLength, string>();
            foreach (EmailTone tone in Enum.GetValues<EmailTone>())
            {
                foreach (EmailLength length in Enum.GetValues<EmailLength>())
                {
                    all.Add(tone, length, "en");
                    all.Add(tone, length, "de");
                }
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_draft_holds_its_points_keeps_the_rules_and_invents_nothing(EmailTone tone, EmailLength length, string language)
    {
        EmailFacts facts = Facts(tone, length, 3, language);
        EmailAnswer answer = EmailSkill.Write(facts);
        answer.Variants.Count.ShouldBe(3);
        string known = UnsupportedFacts.TextOf(facts);
        foreach (EmailAnswer.Draft draft in answer.Variants)
        {
            var warnings = new List<DraftWarningV1>();
            SubjectRules.Apply(draft.Subject, known, "", warnings).ShouldBe(draft.Subject);
            warnings.ShouldBeEmpty();
            UnsupportedFacts.Find(draft.Subject + "\n" + draft.Body, known, language == "de").ShouldBeEmpty(draft.Body);
            foreach (string point in facts.KeyPoints)
                draft.Body.ShouldContain(point);
            draft.Body.ShouldContain(draft.CallToAction);
            draft.Body.ShouldContain("Agree on a pilot", Case.Insensitive);
            draft.Body.ShouldEndWith("Sam Reed");
            draft.Body.ShouldNotContain("COO");
            draft.Body.ShouldNotContain("pricing", Case.Insensitive);
            draft.Body.ShouldNotContain("{");
        }
    }

    [Fact]
    public void Tones_variants_and_lengths_differ()
    {
        Enum.GetValues<EmailTone>().Select(t => EmailSkill.Write(Facts(t)).Variants[0].Body).Distinct().Count().ShouldBe(6);
        EmailSkill.Write(Facts(variants: 3)).Variants.Select(v => v.Body).Distinct().Count().ShouldBe(3);
        EmailSkill.Write(Facts(variants: 3)).Variants.Select(v => v.Subject).Distinct().Count().ShouldBe(3);
        int[] lengths = [.. Enum.GetValues<EmailLength>().Select(l => EmailSkill.Write(Facts(length: l)).Variants[0].Body.Length)];
        lengths.ShouldBeInOrder();
        lengths.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void It_takes_up_what_happened_last_and_their_own_question()
    {
        string body = EmailSkill.Write(Facts(length: EmailLength.Long)).Variants[0].Body;
        body.ShouldStartWith("Hello Anna,\n\nThank you for your reply 3 days ago.");
        body.ShouldContain("“What does it cost for 40 people?”");
        body.ShouldContain("our call 9 days ago", Case.Insensitive);
    }

    [Fact]
    public void Somebody_of_whom_nothing_is_known_gets_a_mail_too()
    {
        EmailAnswer.Draft draft = EmailSkill.Write(new EmailFacts("Invite to the webinar", EmailTone.Friendly, EmailLength.Short, "en", 1, [], null, null, new EmailRecipientV1(null, null, "Alder"), null)).Variants[0];
        draft.Body.ShouldStartWith("Hello,");
        draft.Body.ShouldContain("invite to the webinar");
        draft.Subject.ShouldNotBeEmpty();
    }
}
