"""Gives a letter in blocks its two looks: plain text and HTML."""

from __future__ import annotations

from typing import assert_never

import jinja2

from adapters.letter_markup import Block, Button, Composed, Paragraph, Points


def as_text(letter: Composed, *, link: str) -> str:
    """Plain text; its lines are left to the reader's window, which may be that of a telephone."""
    body = (_block(block, link=link) for block in letter.body)
    footer = (f"{note.label} {note.words}" for note in letter.footer)
    return "\n\n".join([*body, "-- ", *footer]) + "\n"


def as_html(letter: Composed, *, link: str, language: str, layout: jinja2.Template) -> str:
    """A page of its own that asks for nothing from outside. `layout` comes from an escaping environment."""
    return layout.render(letter=letter, link=link, language=language)


def _block(block: Block, *, link: str) -> str:
    match block:
        case Paragraph(lines=lines):
            return "\n".join(lines)
        case Points(items=items, numbered=True):
            return "\n".join(f"{number}. {words}" for number, words in enumerate(items, start=1))
        case Points(items=items):
            return "\n".join(f"- {words}" for words in items)
        case Button(label=label):
            return f"{label}:\n{link}"
        case _:
            assert_never(block)
