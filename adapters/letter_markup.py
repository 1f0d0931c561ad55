"""Reads a letter's one source: blocks, from which text and HTML are made, so that they cannot drift.

The first block is the subject. `[Label]` alone is the button to the letter's page, lines that start with
`- ` or `1. ` are a list, everything else is a paragraph whose line breaks are kept. After `--` comes the
footer, each note as `*Label:* words`.
"""

from __future__ import annotations

import re
from typing import Literal

from domain.base import Frozen

_FOOTER = "--"
_BUTTON = re.compile(r"\[(?P<label>[^\]]+)\]")
_ITEM = re.compile(r"(?:-|(?P<number>\d+)\.) +(?P<words>.+)")
_NOTE = re.compile(r"\*(?P<label>[^*]+)\* *(?P<words>.+)", re.DOTALL)


class Paragraph(Frozen):
    """Words; `lines` are broken where the letter wants it."""

    kind: Literal["paragraph"] = "paragraph"
    lines: tuple[str, ...]


class Points(Frozen):
    """A list, with numbers if `numbered`."""

    kind: Literal["points"] = "points"
    items: tuple[str, ...]
    numbered: bool


class Button(Frozen):
    """The way to the letter's page."""

    kind: Literal["button"] = "button"
    label: str


class Note(Frozen):
    """A sentence of the footer with its label."""

    label: str
    words: str


Block = Paragraph | Points | Button


class Composed(Frozen):
    """A letter in blocks."""

    subject: str
    body: tuple[Block, ...]
    footer: tuple[Note, ...]


def read(source: str) -> Composed:
    """The blocks of a rendered source. Raises ValueError where the footer is not made of notes."""
    subject, *blocks = (block.strip() for block in re.split(r"\n\s*\n", source.strip()))
    at = blocks.index(_FOOTER) if _FOOTER in blocks else len(blocks)
    return Composed(
        subject=" ".join(subject.split()),
        body=tuple(_block(block) for block in blocks[:at]),
        footer=tuple(_note(block) for block in blocks[at + 1 :]),
    )


def _block(source: str) -> Block:
    lines = tuple(line.strip() for line in source.splitlines())
    if button := _BUTTON.fullmatch(source):
        return Button(label=button["label"])
    items = [found for line in lines if (found := _ITEM.fullmatch(line))]
    if len(items) == len(lines):
        return Points(items=tuple(item["words"] for item in items), numbered=items[0]["number"] is not None)
    return Paragraph(lines=lines)


def _note(source: str) -> Note:
    found = _NOTE.fullmatch(source)
    if not found:
        raise ValueError("a note of the footer must look like '*Label:* words'")
    return Note(label=found["label"], words=" ".join(found["words"].split()))
