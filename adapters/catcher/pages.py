"""The catcher's pages: who has mail, what they got, and what a letter's link leads to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import NamedTuple

import jinja2
from babel import Locale
from babel.dates import format_date, format_time
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from adapters.catcher.box import Box, Caught
from adapters.catcher.calls import calls
from adapters.catcher.words import WORDS
from domain.base import Recipient
from domain.letters import LETTERS, Template

_DEFAULT_LANGUAGE = "de"
_LEAVE = "LeavePair"
# A letter may look as it likes, but neither run anything nor ask for anything from outside.
_LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation"


class Inbox(NamedTuple):
    """One person's letters, newest first."""

    name: str
    email: str
    letters: Sequence[Caught]


class Pages:
    """The pages over one box."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._templates = _environment()

    def routes(self) -> APIRouter:
        """The routes for people; every one only looks."""
        router = APIRouter(default_response_class=HTMLResponse)
        router.add_api_route("/", self.people)
        router.add_api_route("/inbox/{email}", self.inbox)
        router.add_api_route("/letter/{letter_id}", self.letter)
        router.add_api_route("/letter/{letter_id}/html", self.letter_html)
        router.add_api_route("/letter/{letter_id}/calendar/{number}", self.calendar_file)
        router.add_api_route("/pair/{pair_id}/{side}/{template}", self.link)
        router.add_api_route("/style.css", self.style)
        return router

    async def people(self) -> str:
        """Who has got letters, by name."""
        inboxes = sorted(self._inboxes(), key=lambda inbox: inbox.name.casefold())
        return self._page("people.html", language=_language(self._box.letters()), inboxes=inboxes)

    async def inbox(self, email: str) -> str:
        """What one person got, newest first."""
        found = next((inbox for inbox in self._inboxes() if inbox.email == email), None)
        if found is None:
            raise HTTPException(status_code=404, detail="nobody with this address has got a letter")
        return self._page("inbox.html", language=_language(found.letters), inbox=found)

    async def letter(self, letter_id: str) -> str:
        """A letter as its reader sees it, its text beside it."""
        caught = self._found(letter_id)
        return self._page("letter.html", language=caught.language_tag, letter=caught, seen=self._box.times_seen(caught))

    async def letter_html(self, letter_id: str) -> Response:
        """The letter's HTML alone; its links open outside its frame."""
        html = self._found(letter_id).html.replace("<head>", '<head><base target="_top">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": _LETTER_POLICY})

    async def calendar_file(self, letter_id: str, number: int) -> Response:
        """A calendar file of the letter, to open in a calendar."""
        files = self._found(letter_id).calendar_files
        if not 0 <= number < len(files):
            raise HTTPException(status_code=404, detail="no such calendar file")
        return Response(files[number].content, media_type="text/calendar; charset=utf-8")

    async def link(self, pair_id: str, side: Recipient, template: Template) -> str:
        """What a letter's link leads to until there are pages: the calls that answer it."""
        path = f"/pair/{pair_id}/{side}/{template}"
        letters = [caught for caught in self._box.letters() if path in caught.text]
        answers = LETTERS[template].answers if side in (Recipient.A, Recipient.B) else ()
        asked_at = letters[-1].posted_at if letters else datetime.now(UTC)
        return self._page(
            "link.html",
            language=_language(letters),
            title=letters[-1].subject if letters else template.value,
            pair_id=pair_id,
            calls=[call for answer in answers for call in calls(pair_id, answer, side, asked_at)],
            leave=calls(pair_id, _LEAVE, side, asked_at) if answers else (),
        )

    async def style(self) -> Response:
        """The one style sheet."""
        text = (resources.files(__package__) / "pages" / "style.css").read_text("utf-8")
        return Response(text, media_type="text/css")

    def _page(self, name: str, *, language: str, **values: object) -> str:
        words = WORDS.get(language.partition("-")[0], WORDS[_DEFAULT_LANGUAGE])
        return self._templates.get_template(name).render(language=language, words=words, **values)

    def _inboxes(self) -> list[Inbox]:
        letters: dict[str, list[Caught]] = {}
        for caught in reversed(self._box.letters()):
            letters.setdefault(caught.email, []).append(caught)
        return [Inbox(name=got[0].name or email, email=email, letters=got) for email, got in letters.items()]

    def _found(self, letter_id: str) -> Caught:
        caught = self._box.letter(letter_id)
        if caught is None:
            raise HTTPException(status_code=404, detail="no such letter")
        return caught


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adapters.catcher", "pages"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = _moment
    return environment


def _moment(instant: datetime, language: str) -> str:
    locale = Locale.parse(language, sep="-")
    return f"{format_date(instant, 'full', locale)}, {format_time(instant, 'short', locale=locale)}"


def _language(letters: Sequence[Caught]) -> str:
    """That of the first letter; German before there is one."""
    return letters[0].language_tag if letters else _DEFAULT_LANGUAGE
