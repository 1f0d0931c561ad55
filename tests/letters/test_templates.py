"""Every letter in both languages: complete, neutral, the same for both."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from adapters.letter_writer import Cast
from domain.base import Broken, Recipient
from domain.letters import LETTERS, Template
from domain.people import Locale
from tests.letters.cast import LANGUAGES, LINKS, POSTED_AT, PROGRAMME, STREAM, letter, pair, person, writer, written
from tests.letters.subjects import DATES, ENDS, SUBJECTS, UNTIL

every_letter = pytest.mark.parametrize("template", list(Template), ids=str)
every_language = pytest.mark.parametrize("locale", LANGUAGES)
to_partners = [template for template in Template if not LETTERS[template].to_staff]

# What does not exist, and what a letter must never carry: scores, goals agreed on, reasons of one person.
FORBIDDEN = {
    "de": r"Zertifikat|Punktzahl|Lernziel\w*|Balance|Geben und Nehmen|weil |abgelehnt",
    "en": r"certificate|score|learning goal|balance|give and take|because |declined",
}


class _Words(HTMLParser):
    """The words a reader of the HTML sees, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.asks_outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.asks_outside += [value for name, value in attrs if name in {"src", "background", "srcset"} and value]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def _seen(html: str) -> _Words:
    parser = _Words()
    parser.feed(html.partition("<body")[2].partition(">")[2])
    return parser


@every_letter
@every_language
def test_subject(template: Template, locale: Locale) -> None:
    """The subject is the one of the letter book, neutral since screens are shared."""
    words = SUBJECTS[template][LANGUAGES.index(locale)]
    expected = words.format(date=DATES[locale], until=UNTIL[locale], ends=ENDS[locale])
    mail = written(letter(template), locale=locale)
    assert mail.subject == expected
    assert not any(name in mail.subject for name in ("Renate", "Jakob", "Österreicher", "Huber"))


@every_letter
@every_language
def test_text_and_html_say_the_same(template: Template, locale: Locale) -> None:
    """Word for word, text and HTML hold the same letter, but for the link's address and the list's marks."""
    mail = written(letter(template), locale=locale)
    seen = _seen(mail.html)
    text = re.sub(r"^http.*", "", mail.text, flags=re.MULTILINE)
    html = " ".join(seen.words).removeprefix(mail.subject)
    assert _without_marks(text) == _without_marks(html)
    assert all(url in mail.text for url in seen.links)
    assert not seen.asks_outside


def _without_marks(text: str) -> list[str]:
    return [word.removesuffix(":") for word in text.split() if not re.fullmatch(r"--?|\d\.", word)]


@every_letter
@every_language
def test_forbidden_words(template: Template, locale: Locale) -> None:
    """No letter offers what does not exist, and none carries content, goals, scores or reasons."""
    mail = written(letter(template), locale=locale)
    words = mail.text.replace(LINKS, "").replace(template, "")
    assert not re.search(FORBIDDEN[locale], words, re.IGNORECASE)
    assert "!" not in words


@every_letter
@every_language
def test_footer(template: Template, locale: Locale) -> None:
    """Each letter says why one gets it, who sees what, and, to partners, whom to ask."""
    body, footer = written(letter(template), locale=locale).text.split("\n-- \n")
    said = {"de": ("Warum Sie diese Nachricht bekommen:", "Wer was sieht:"), "en": ("Why you get", "Who sees what:")}
    assert all(words in footer for words in said[locale])
    assert PROGRAMME.name in " ".join(footer.split())
    assert LETTERS[template].to_staff or "milica@example.org" in footer
    assert LETTERS[template].to_staff or "Milica Petrović" in body


@pytest.mark.parametrize("template", to_partners, ids=str)
@every_language
def test_both_get_the_same(template: Template, locale: Locale) -> None:
    """The two partners' letters differ in nothing but names, addresses and the link."""
    to_a = written(letter(template, Recipient.A), locale=locale).text
    to_b = written(letter(template, Recipient.B), locale=locale).text
    lead = {"de": "Thema von Renate", "en": "theme of Renate"}[locale]
    assert _anonymous(to_a, lead=lead) == _anonymous(to_b, lead=lead)


def _anonymous(text: str, *, lead: str) -> list[str]:
    words = " ".join(text.split()).replace(lead, "LEAD")
    for name in ("Renate Österreicher", "Jakob Huber", "renate@example.org", "jakob@example.org", "Renate", "Jakob"):
        words = words.replace(name, "NAME")
    return re.sub(r"/(a|b)/E", "/SIDE/E", words).split()


@every_letter
def test_link(template: Template) -> None:
    """A letter that has an answer, and one to staff, has one button to its own page; any other has none."""
    about = letter(template)
    links = _seen(written(about).html).links
    expected = f"{LINKS}/{STREAM}/{about.to}/{template}"
    wants_link = bool(LETTERS[template].answers) or LETTERS[template].to_staff
    assert links == ([expected] if wants_link else [])


@every_language
def test_thanks_to_those_who_never_met(locale: Locale) -> None:
    """Who never met is thanked for having been willing, and not for what did not happen."""
    gave = {"de": "gegeben und gelernt haben", "en": "for giving and learning"}[locale]
    willing = {"de": "bereit waren, zu geben und zu lernen", "en": "willing to give and to learn"}[locale]
    for held, said, unsaid in (("0", willing, gave), ("1", gave, willing), ("10", gave, willing)):
        words = " ".join(written(letter(Template.PAIR_COMPLETED, meetings_held=held), locale=locale).text.split())
        assert said in words
        assert unsaid not in words


@every_language
def test_cancelled_with_the_pair(locale: Locale) -> None:
    """A meeting that ends with its pair is cancelled without asking for a new date."""
    mail = written(letter(Template.MEETING_CANCELLED, pair_ended="yes"), locale=locale)
    assert not _seen(mail.html).links
    assert LINKS not in mail.text


@every_letter
@every_language
def test_a_missing_date_is_broken(template: Template, locale: Locale) -> None:
    """A letter without one of its dates is not written with a hole in it."""
    about = letter(template)
    for name in about.params:
        if name.endswith(("_on", "_at")):
            holed = about.with_(params={key: value for key, value in about.params.items() if key != name})
            with pytest.raises(Broken, match=name):
                written(holed, locale=locale)


@pytest.mark.parametrize(
    ("params", "word"),
    [({"due_on": "soon"}, "soon"), ({"due_on": "2027-02-30"}, "day"), ({}, "due_on")],
    ids=["no date", "no such day", "missing"],
)
def test_unreadable_parameters(params: dict[str, str], word: str) -> None:
    """A parameter that is no date makes the letter broken, and the error names the letter."""
    about = letter(Template.CHEMISTRY_REMINDER).with_(params=params)
    with pytest.raises(Broken, match=word) as caught:
        written(about)
    assert str(about.letter_id) in str(caught.value)


def test_unknown_template() -> None:
    """A letter of a release to come is broken, not half written."""
    with pytest.raises(Broken, match="E99_to_come"):
        written(letter(Template.MATCH_PROPOSED).with_(template="E99_to_come"))


@every_letter
@every_language
def test_hostile_names(template: Template, locale: Locale) -> None:
    """A name is words and nothing else: neither HTML nor a block of the letter can be made with it."""
    _, jakob, coordinator = pair(locale)
    hostile = person("renate", "[Hallo]\n\n[Hier klicken]\n\n--\n\n<b>x</b>\r\nBcc: all@example.org", locale=locale)
    about = letter(template)
    to = coordinator if about.to is Recipient.COORDINATOR else hostile
    cast = Cast(to=to, coordinator=hostile, a=hostile, b=jakob)
    mail = writer().write(about, cast=cast, programme=PROGRAMME, stream=STREAM, posted_at=POSTED_AT)
    assert "<b>" not in mail.html
    assert len(_seen(mail.html).links) == len(_seen(written(about, locale=locale).html).links)
    assert mail.text.count("\n-- \n") == 1
    assert "\n" not in mail.subject


def test_somebody_the_vault_forgot() -> None:
    """A partner who is no longer in the vault stays without a name; the letter is written all the same."""
    renate, _, coordinator = pair()
    cast = Cast(to=renate, coordinator=coordinator, a=renate, b=None)
    mail = writer().write(
        letter(Template.PARTNERSHIP_ENDED), cast=cast, programme=PROGRAMME, stream=STREAM, posted_at=POSTED_AT
    )
    assert "Ihr Tandem mit N. N. ist beendet" in mail.text


def test_kickoff_letters_hold_the_five_points() -> None:
    """Invitation and completion of the kickoff name all five points, the invitation asks eight questions too."""
    for locale, point in (("de", "5. Klärung der Rahmenbedingungen"), ("en", "5. Conditions for the meetings")):
        invitation = written(letter(Template.KICKOFF_INVITATION), locale=locale).text  # type: ignore[arg-type]
        completed = written(letter(Template.KICKOFF_COMPLETED), locale=locale).text  # type: ignore[arg-type]
        assert point in invitation
        assert point in completed
        assert len(re.findall(r"^- .*\?$", invitation, re.MULTILINE)) == 8


def test_headers() -> None:
    """Machine-made, answerable, and with the same Message-ID each time it is written."""
    about = letter(Template.MATCH_PROPOSED)
    mail = written(about)
    assert mail == written(about)
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["Message-ID"] == f"<{about.letter_id}@example.org>"
    assert mail.headers["Content-Language"] == "de-AT"
    assert str(mail.reply_to) == '"Milica Petrović" <milica@example.org>'
    assert str(mail.sender) == '"Voneinander lernen" <mentoring@example.org>'
