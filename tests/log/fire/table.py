"""The table of faults tried and what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.table import Table

_HEADS = ("Fault", "Struck", "Confirmed", "Lost", "Doubled", "Disorder")


class Line(NamedTuple):
    """A line of the table, as plain as it travels between processes."""

    fault: str
    struck: int
    confirmed: int
    lost: int
    doubled: int
    disordered: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.disordered)


def table(lines: Iterable[Line], *, title: str) -> Table:
    """One line per fault, and `nothing` where nothing is wrong."""
    drawn = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for n, head in enumerate(_HEADS):
        drawn.add_column(head, justify="right" if n else "left")
    for fault, struck, confirmed, *wrong in lines:
        drawn.add_row(fault, f"{struck:,}", f"{confirmed:,}", *_in_words(wrong))
    return drawn


def _in_words(wrong: Sequence[int]) -> list[str]:
    return [f"{number:,}" if number else "nothing" for number in wrong]
