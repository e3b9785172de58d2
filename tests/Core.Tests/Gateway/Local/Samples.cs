namespace Artisan.Core.Tests.Gateway.Local;

/// <summary>Texts such as a sales team has them; people and companies are invented.</summary>
internal static class Samples
{
    /// <summary>Eight mails about a renewal, with greetings, signatures and copied people.</summary>
    public const string Thread = """
        From: Anna Weber <anna.weber@acme-logistics.example>
        To: Tom Hill <tom.hill@northwind.example>
        Date: Mon, 2 Mar 2026 09:14
        Subject: Renewal of our platform contract

        Hi Tom,

        I hope you are well. Our contract ends on 31 March 2026 and we would like to renew it for another two years. We now have 250 people in operations who need access, up from 180 last year. Could you send me a quote for 250 seats, including the analytics module?

        One concern from our side: the reports were slow in January, and our managers complained about it.

        Best regards,
        Anna Weber
        Head of Operations, Acme Logistics

        From: Tom Hill <tom.hill@northwind.example>
        To: Anna Weber <anna.weber@acme-logistics.example>
        Date: Mon, 2 Mar 2026 15:40
        Subject: Re: Renewal of our platform contract

        Hi Anna,

        Thanks for your message. I'll send you the quote by Wednesday. About the slow reports: our engineering team found the cause, a missing index, and it was fixed on 12 February. Do you still see the problem?

        Would a start date of 1 April work for you?

        Kind regards
        Tom

        From: Anna Weber
        To: Tom Hill
        Date: Tue, 3 Mar 2026 08:05
        Subject: Re: Renewal of our platform contract

        Hi Tom,

        yes, 1 April works. Reports are fast again since mid-February, thank you.

        Our procurement team also asks whether you can offer a discount for two years. The budget that was approved is $96,000 per year.

        Anna

        From: Tom Hill
        To: Anna Weber
        Date: Wed, 4 Mar 2026 11:22
        Subject: Re: Renewal of our platform contract

        Hi Anna,

        the quote is attached: 250 seats with analytics come to $102,000 per year. For a two-year commitment I can offer 8% off, which makes $93,840 per year.

        Please let me know if we can use last year's terms or if legal needs to review the contract again.

        Tom

        From: Anna Weber
        To: Tom Hill
        Cc: Li Chen <li.chen@acme-logistics.example>
        Date: Thu, 5 Mar 2026 10:31
        Subject: Re: Renewal of our platform contract

        Hi Tom,

        great, that fits our budget. I'm adding Li Chen, who leads procurement.

        Li, could you check the payment terms and the data processing agreement by next Tuesday?

        Best,
        Anna

        From: Li Chen
        To: Anna Weber, Tom Hill
        Date: Mon, 9 Mar 2026 16:02
        Subject: Re: Renewal of our platform contract

        Hello both,

        we agreed internally on payment in 45 days instead of 30. The data processing agreement needs an update because you changed a subprocessor in January. Who can send us the current list of subprocessors?

        Regards,
        Li

        From: Tom Hill
        To: Li Chen
        Cc: Anna Weber
        Date: Tue, 10 Mar 2026 09:18
        Subject: Re: Renewal of our platform contract

        Hi Li,

        45 days is fine, our finance team has approved it. I will send the list of subprocessors and the updated agreement by Friday.

        Could you tell me who signs on your side?

        Tom

        From: Anna Weber
        To: Tom Hill
        Cc: Li Chen
        Date: Tue, 10 Mar 2026 14:47
        Subject: Re: Renewal of our platform contract

        Hi Tom,

        we have decided to go ahead with the two-year plan at $93,840 per year. The board signs contracts above $90,000, so I need the final documents before the board meeting on 18 March.

        Thanks,
        Anna
        """;

    /// <summary>A German thread as mail programs quote it: newest first, each older one deeper.</summary>
    public const string Quoted = """
        Hallo Frau Berger,

        wir haben uns für das Paket Premium entschieden. Bitte schicken Sie uns die Auftragsbestätigung bis Freitag.

        Viele Grüße
        Jonas Keller

        Am 03.03.2026 um 10:02 schrieb Karin Berger <k.berger@nordlicht.example>:
        > Hallo Herr Keller,
        >
        > anbei das Angebot über 12.500 € für 40 Lizenzen. Das Angebot gilt bis zum 15. März 2026. Möchten Sie das Paket Basis oder Premium?
        >
        > Mit freundlichen Grüßen
        > Karin Berger
        >
        > Am 02.03.2026 um 16:45 schrieb Jonas Keller <j.keller@hafenbau.example>:
        >> Guten Tag,
        >>
        >> wir brauchen ab April 40 Lizenzen für unser neues Team in Hamburg. Können Sie uns ein Angebot machen? Die Einführung darf nicht länger als zwei Wochen dauern.
        >>
        >> Viele Grüße
        >> Jonas Keller
        """;

    /// <summary>A sales call, written down.</summary>
    public const string Call = """
        Rep: Thanks for taking the time, Maria. What made you look at us?
        Maria: We lose about two hours a day copying orders by hand, and errors are up twenty percent since spring.
        Rep: How many people work on this?
        Maria: Eleven in the back office. My boss wants this solved before the summer season starts in June.
        Rep: Do you have a budget?
        Maria: Around 40,000 euros for this year, it is approved. But honestly your competitor is cheaper.
        Rep: Understood. I'll send you a comparison and a reference customer by Thursday.
        Maria: Good. And I will invite our IT lead, Paul, to a demo next week. He worries about the SAP interface.
        Rep: Perfect, let's do the demo on 14 May at 10 am.
        Maria: Agreed.
        """;

    /// <summary>A news article.</summary>
    public const string Article = """
        Heat pumps move heat rather than making it, which is why they can deliver three to four units of heat for each unit of electricity. Sales in Europe grew by 38% in 2022, but fell by 5% in 2023 as subsidies were cut and gas became cheaper again. Dr. Elena Rossi of the Milan Polytechnic says the main barrier is not technology but installers: the continent lacks about 500,000 trained people. Many old houses need better insulation first, e.g. new windows, before a heat pump works well. Germany changed its law in 2024 so that new heating systems must use 65% renewable energy. Manufacturers such as Viessmann Group and Daikin built factories in Poland and the Czech Republic, which now run below capacity. Analysts expect sales to recover from 2025 on, when carbon prices for buildings rise. In short, heat pumps will replace gas boilers, but more slowly than governments hoped.
        """;

    /// <summary>Passages as retrieval puts them before a question.</summary>
    public const string Passages = """
        You are the assistant of a sales team. Answer from the documents.

        [1] Refund policy: Customers may return hardware within 30 days of delivery. Software licences are not refundable after activation.
        [2] Support hours: Our support team answers from Monday to Friday, 8 am to 6 pm Central European Time. Premium customers reach us around the clock.
        [3] Data is stored in Frankfurt and Dublin. Backups are kept for 35 days.
        """;
}
