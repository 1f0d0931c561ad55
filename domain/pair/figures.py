"""How a cohort fares, in figures."""

from __future__ import annotations

from domain.base import Frozen
from domain.pair.told import LetterState
from domain.pair.values import Health, Phase


class Figures(Frozen):
    """Counts of pairs, of meetings and of letters, one to several counting once, see `AskedLetter`.

    `proposed`, `confirmed` and `kicked_off` count whoever has come so far, whatever came of it; `below_minimum`
    are those of the completed that had fewer meetings than a full half year has. `by_health` counts open pairs.
    `days_to_kickoff` is the median from the confirmation to the end of the kickoff, None before the first one.
    """

    cohort_id: str
    proposed: int
    confirmed: int
    kicked_off: int
    completed: int
    below_minimum: int
    dissolved: int
    not_continued: int
    declined: int
    expired: int
    meetings_held: int
    meetings_expected: int
    by_phase: dict[Phase, int]
    by_health: dict[Health, int]
    letters: dict[LetterState, int]
    days_to_kickoff: float | None
