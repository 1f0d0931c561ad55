"""Who may be nudged: not those who declined it, not the absent, not too often, not too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from domain.base import Letter
from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.state import Nudge, Pair
from domain.pair.values import SIDES, Side
from domain.working_time import local_date

_WEEK = timedelta(days=7)


def decline(pair: Pair, by: Side) -> tuple[e.PairEvent, ...]:
    """One partner wants no nudges any more; those that still wait are given up with it."""
    return () if by in pair.private.nudges_declined_by else (e.NudgesDeclined(by=by),)


def unwelcome(pair: Pair, letter: Letter) -> Literal["OPTED_OUT", "ABSENT"] | None:
    """Why its reader should not get a nudge on its day; None for one that may go out, and for any other letter."""
    side = _nudged(letter)
    if side is None:
        return None
    if side in pair.private.nudges_declined_by:
        return "OPTED_OUT"
    absence = pair.private.absences.get(side)
    if absence and absence.from_on <= local_date(letter.not_before, pair.zone) <= absence.until_on:
        return "ABSENT"
    return None


def withheld(
    before: Pair | None, pair: Pair, asked: tuple[tuple[Letter, e.PairEvent], ...], at: datetime
) -> Iterator[e.LetterSuppressed]:
    """The nudges among letters just asked for, each with its cause, that do not go out: the story tells of both.

    Within any seven days nobody gets more than `mail.weekly_cap`.
    """
    got = pair.private.nudges
    for letter, cause in asked:
        if _nudged(letter) is None:
            continue
        nudge = Nudge(to=letter.to, at=letter.not_before)
        if _is_stale(before, cause, at):
            yield e.LetterSuppressed(letter_id=letter.letter_id, reason="STALE")
        elif reason := unwelcome(pair, letter):
            yield e.LetterSuppressed(letter_id=letter.letter_id, reason=reason)
        elif _of_a_week(got, nudge) >= pair.policy.mail__weekly_cap:
            yield e.LetterSuppressed(letter_id=letter.letter_id, reason="WEEKLY_CAP")
        else:
            got = (*got, nudge)


def _nudged(letter: Letter) -> Side | None:
    """Whom a letter nudges; None for any other kind."""
    if not LETTERS[Template(letter.template)].nudge:
        return None
    return next((side for side in SIDES if side == letter.to), None)


def _of_a_week(got: tuple[Nudge, ...], nudge: Nudge) -> int:
    return sum(each.to == nudge.to and each.at > nudge.at - _WEEK for each in got)


def _is_stale(before: Pair | None, cause: e.PairEvent, at: datetime) -> bool:
    """Whether a reminder's moment passed more than `mail.stale_after` days ago, as after an outage."""
    if before is None or not isinstance(cause, e.ReminderFellDue):
        return False
    due_at = next((each.due_at for each in open_deadlines(before) if each.key == cause.key), at)
    return at > due_at + timedelta(days=before.policy.mail__stale_after)
