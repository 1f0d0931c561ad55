"""One page with every letter of the book in both languages, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import jinja2

from adapters import letter_samples as samples
from adapters.letter_writer import LetterWriter
from domain.base import Frozen, Letter
from domain.letters import LETTERS, Template
from domain.people import Locale

_LANGUAGES: tuple[Locale, Locale] = ("de", "en")
_STREAM = "pair/5d1f6e0a"


class Sheet(Frozen):
    """A letter as one reader gets it: `differs` are the parameters by which it differs from the one before."""

    language: str
    differs: str
    to: str
    subject: str
    text: str
    html: str
    files: tuple[str, ...]


class Leaf(Frozen):
    """All that one template may become."""

    template: Template
    kind: str
    sheets: tuple[Sheet, ...]


def preview() -> str:
    """An HTML page that asks for nothing from outside. Raises `Broken` where a letter cannot be written."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adapters", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("preview.html").render(leaves=tuple(leaves()))


def leaves() -> Iterator[Leaf]:
    """Every template in the order of the book, with its letters in both languages."""
    writer = LetterWriter(sender="mentoring@example.org", links_base="https://mentoring.example")
    for template, alike in groupby(samples.letters(), key=lambda letter: Template(letter.template)):
        first, *variants = alike
        sheets = (_sheet(writer, each, first, locale) for each in (first, *variants) for locale in _LANGUAGES)
        yield Leaf(template=template, kind=_kind(template), sheets=tuple(sheets))


def _sheet(writer: LetterWriter, letter: Letter, first: Letter, locale: Locale) -> Sheet:
    cast = samples.cast(letter, samples.people(locale))
    mail = writer.write(letter, cast=cast, programme=samples.PROGRAMME, stream=_STREAM, posted_at=samples.POSTED_AT)
    changed = dict(letter.params.items() - first.params.items())
    return Sheet(
        language=locale,
        differs=", ".join(f"{name}: {value or '–'}" for name, value in sorted(changed.items())),
        to=str(mail.to),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        files=tuple(f"{file.filename} ({file.content_type})" for file in mail.attachments),
    )


def _kind(template: Template) -> str:
    specification = LETTERS[template]
    words = ("to staff" if specification.to_staff else "to partners", "nudge" if specification.nudge else "")
    return ", ".join(word for word in (*words, "in no list" if specification.private else "") if word)
