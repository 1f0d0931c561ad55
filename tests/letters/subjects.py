"""The subjects of the letter book, word by word; `{date}` is the meeting's day, the others the letter's own."""

from __future__ import annotations

from domain.letters import Template

DATES = {"de": "Dienstag, 12. Jänner 2027", "en": "Tuesday, 12 January 2027"}
UNTIL = {"de": "Mittwoch, 31. März 2027", "en": "Wednesday, 31 March 2027"}
ENDS = {"de": "Montag, 12. Juli 2027", "en": "Monday, 12 July 2027"}

SUBJECTS: dict[Template, tuple[str, str]] = {
    Template.MATCH_PROPOSED: ("Vorschlag für Ihr Mentoring-Tandem", "A proposed exchange partner for you"),
    Template.MATCH_REMINDER: (
        "Erinnerung: Ihr Tandem-Vorschlag wartet auf Antwort",
        "Reminder: your partner proposal awaits an answer",
    ),
    Template.MATCH_NOT_PROCEEDING: (
        "Das vorgeschlagene Tandem kommt nicht zustande",
        "Your partner proposal will not go ahead",
    ),
    Template.MATCH_CONFIRMED: (
        "Beide haben zugesagt – lernen Sie einander kennen",
        "You have a partner – get to know each other",
    ),
    Template.CHEMISTRY_REMINDER: (
        "Haben Sie schon einen Termin zum Kennenlernen?",
        "Have you set a date to get to know each other?",
    ),
    Template.CHEMISTRY_VERDICT_REQUEST: (
        "Passt es? Ihre vertrauliche Rückmeldung",
        "Is it a fit? Your confidential answer",
    ),
    Template.CHEMISTRY_EXTENDED: (
        "Noch ein Gespräch? Sie haben eine Woche mehr Zeit",
        "One more talk? You have another week",
    ),
    Template.CHEMISTRY_NOT_CONTINUED: ("So geht es für Sie weiter", "New partner: your next step"),
    Template.KICKOFF_INVITATION: (
        "Ihr Auftaktgespräch: fünf Punkte zur Vorbereitung",
        "Your kickoff talk: five points to prepare",
    ),
    Template.KICKOFF_REMINDER: ("Erinnerung: Auftaktgespräch vereinbaren", "Reminder: set up your kickoff talk"),
    Template.AGREEMENT_CONFIRM: (
        "Bitte bestätigen Sie Ihre Mentoring-Vereinbarung",
        "Please confirm your mentoring agreement",
    ),
    Template.KICKOFF_COMPLETED: (
        "Es geht los: Ihr halbes Jahr Exchange Mentoring",
        "Off you go: your half year of Exchange Mentoring",
    ),
    Template.KICKOFF_OVERDUE: ("Auftaktgespräch steht aus: Bitte nachfragen", "Kickoff overdue: please follow up"),
    Template.MEETING_INVITE: ("Termin: Exchange Mentoring am {date}", "Meeting: Exchange Mentoring on {date}"),
    Template.MEETING_CHANGED: ("Neuer Termin: Exchange Mentoring am {date}", "New date: Exchange Mentoring on {date}"),
    Template.MEETING_CANCELLED: (
        "Termin entfällt: Exchange Mentoring am {date}",
        "Cancelled: Exchange Mentoring on {date}",
    ),
    Template.MEETING_REMINDER: ("Erinnerung: Exchange Mentoring am {date}", "Reminder: Exchange Mentoring on {date}"),
    Template.MEETING_CONFIRM: ("Hat Ihr Treffen stattgefunden?", "Did your meeting take place?"),
    Template.NO_DATE_NUDGE: ("Wann treffen Sie sich wieder?", "When do you meet next?"),
    Template.MIDWAY_INVITATION: ("Halbzeit: Ziehen Sie Ihre Zwischenbilanz", "Halfway: take stock together"),
    Template.MIDWAY_REMINDER: ("Erinnerung: Ihre Zwischenbilanz", "Reminder: your midway check-in"),
    Template.PARTNERSHIP_ENDED: (
        "Ihr Tandem ist beendet – so geht es weiter",
        "Your partnership has ended – next steps",
    ),
    Template.PAIR_DISSOLVED: ("Ein Tandem wurde beendet", "A pair has ended"),
    Template.CLOSING_AHEAD: ("Noch vier Wochen: Planen Sie Ihren Abschluss", "Four weeks left: plan your closing talk"),
    Template.REVIEW_REQUEST: ("Ihr Rückblick auf das Exchange Mentoring", "Looking back on your Exchange Mentoring"),
    Template.REVIEW_REMINDER: ("Erinnerung: Ihr Rückblick fehlt noch", "Reminder: your review is still missing"),
    Template.PAIR_COMPLETED: (
        "Danke! Ihr Exchange Mentoring ist abgeschlossen",
        "Thank you! Your Exchange Mentoring is complete",
    ),
    Template.CADENCE_MISSED: ("Wie geht es mit Ihrem Tandem weiter?", "How would you like to continue?"),
    Template.PAIR_RED: ("Ein Tandem braucht Unterstützung", "A pair needs support"),
    Template.BALANCE_HINT: (
        "Geben und Nehmen: eine Idee für Ihr nächstes Treffen",
        "Give and take: an idea for your next meeting",
    ),
    Template.PULSE_DAY30: (
        "Ein Monat Exchange Mentoring: Wie läuft es?",
        "One month of Exchange Mentoring: how is it going?",
    ),
    Template.PAUSED: ("Ihr Tandem pausiert bis {until}", "Your partnership is paused until {until}"),
    Template.RESUME_QUESTION: ("Möchten Sie weitermachen?", "Ready to start again?"),
    Template.SUPPORT_ACK: ("Ihre Nachricht ist angekommen", "We got your message"),
    Template.SUPPORT_REQUEST: ("Jemand aus einem Tandem bittet um Kontakt", "A participant asks for contact"),
    Template.INACTIVITY_WARNING: ("Ist Ihr Tandem noch aktiv?", "Is your partnership still active?"),
    Template.INACTIVE_PAIR: ("Ist dieses Tandem noch aktiv?", "Is this pair still active?"),
    Template.HIERARCHY_CONFLICT: (
        "Organisationsänderung betrifft ein Tandem",
        "Organisational change affects a pair",
    ),
    Template.PARTNER_PROPOSES: ("Ein Vorschlag für Ihr Tandem", "A suggestion for your partnership"),
    Template.EXTENSION_DECLINED: ("Ihr Tandem endet wie vereinbart", "Your partnership ends as agreed"),
    Template.PAUSE_OFFERED: ("Ihr Tandem kann pausieren", "Your partnership can pause"),
    Template.DATES_OFFERED: ("Hilfe bei der Terminsuche", "Help with finding a date"),
    Template.AGREEMENT_AMENDED: ("Ihre Vereinbarung hat eine neue Fassung", "Your agreement has a new version"),
    Template.RESUMED: ("Ihr Tandem geht weiter", "Your partnership goes on"),
    Template.REMATCH_WISHED: ("Jemand wünscht sich ein neues Tandem", "Somebody would like a new partner"),
    Template.PAIRS_ENDING: ("Diese Tandems enden in zwei Wochen", "These pairs end in two weeks"),
    Template.EXTENSION_CONFIRMED: ("Verlängert bis {ends}", "Extended until {ends}"),
    Template.FOLLOW_UP: ("Drei Monate danach: Was ist geblieben?", "Three months on: what has stayed?"),
    Template.DEPUTY_ESCALATION: (
        "Vertretung: Ein Tandem wartet auf Rückmeldung",
        "Deputy: a pair is waiting for a reply",
    ),
    Template.DELIVERY_PROBLEM: ("E-Mail-Zustellung gestört", "E-mail delivery problem"),
}
