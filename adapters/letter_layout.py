"""Gives a letter in blocks its two looks: plain text and HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import assert_never

import jinja2

from adapters.letter_markup import Block, Button, Composed, Note, Paragraph, Points

_WIDTH = 76


def as_text(letter: Composed, *, link: str) -> str:
    """Plain text in lines of at most 76 signs; only a link may be longer."""
    blocks = [*(_block(block, link=link) for block in letter.body), "-- ", *(_note(note) for note in letter.footer)]
    return "\n\n".join(blocks) + "\n"


def as_html(letter: Composed, *, link: str, language: str, layout: jinja2.Template) -> str:
    """A page of its own that asks for nothing from outside. `layout` comes from an escaping environment."""
    return layout.render(letter=letter, link=link, language=language)


def _block(block: Block, *, link: str) -> str:
    match block:
        case Paragraph(lines=lines):
            return "\n".join(_wrapped(line) for line in lines)
        case Points():
            return "\n".join(_items(block))
        case Button(label=label):
            return f"{label}:\n{link}"
        case _:
            assert_never(block)


def _items(points: Points) -> Iterator[str]:
    for number, words in enumerate(points.items, start=1):
        mark = f"{number}. " if points.numbered else "- "
        yield _wrapped(words, first=mark)


def _note(note: Note) -> str:
    return _wrapped(f"{note.label} {note.words}")


def _wrapped(words: str, *, first: str = "") -> str:
    return textwrap.fill(
        words,
        width=_WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
