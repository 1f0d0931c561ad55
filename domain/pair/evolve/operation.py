"""What letters and moved deadlines change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from domain.base import Letter
from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair.keys import DeadlineKey as K
from domain.pair.stages import Exchange, Midway, Proposed, PulseRound, Review, Stage
from domain.pair.state import Nudge, Pair, Private
from domain.pair.values import SIDES
from domain.working_time import local_date

# Two weeks, since a letter may be asked for days before it goes out.
_REMEMBERED = timedelta(days=14)
# Few, since a run carries them from one to the next.
_KEPT = 6


def after_operation(pair: Pair, event: e.OperationEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.LettersRequested():
            requested = pair.letters_requested + len(event.letters)
            owed = _owed(pair, event)
            private = pair.private.with_(nudges=_recent((*pair.private.nudges, *_nudges(owed))))
            return pair.with_(owed=(*pair.owed, *owed), letters_requested=requested, private=private)
        case e.LetterBounced():
            return pair
        case e.LetterSent() | e.LetterFailed() | e.LetterOutcomeUnknown():
            return pair.with_(owed=_still_owed(pair, event.letter_id), private=_with_recent(pair, event.letter_id))
        case e.LetterSuppressed():
            return pair.with_(owed=_still_owed(pair, event.letter_id), private=_without_nudge(pair, event.letter_id))
        case e.ReminderFellDue(key=key):
            return pair.with_(passed=(*pair.passed, key))
        case e.DeadlineSkipped(key=key):
            return pair.with_(passed=(*pair.passed, key), skipped=(*pair.skipped, key))
        case e.DeadlineMoved(key=key, new_due=new_due):
            last_day = local_date(new_due - timedelta(microseconds=1), pair.zone)
            return pair.with_(moved={**pair.moved, key: new_due}, stage=_redated(pair.stage, key, last_day))
        case _:
            assert_never(event)


def _still_owed(pair: Pair, settled: UUID) -> tuple[Letter, ...]:
    return tuple(letter for letter in pair.owed if letter.letter_id != settled)


def _with_recent(pair: Pair, posted: UUID) -> Private:
    recent = (*pair.private.recent, *(letter for letter in pair.owed if letter.letter_id == posted))
    return pair.private.with_(recent=recent[-_KEPT:])


def _redated(stage: Stage, key: str, day: date) -> Stage:
    """The day until which an answer is taken follows a deadline that was moved, and people are told the new one."""
    match stage, key:
        case Proposed(), K.PROPOSAL_EXPIRES:
            return stage.with_(expires_on=day)
        case Exchange(midway=Midway() as midway), K.MIDWAY_WINDOW:
            return stage.with_(midway=midway.with_(due_on=day))
        case Exchange(pulse=PulseRound() as pulse), K.PULSE_WINDOW:
            return stage.with_(pulse=pulse.with_(due_on=day))
        case Review(), K.REVIEW_WINDOW:
            return stage.with_(due_on=day)
        case _:
            return stage


def _owed(pair: Pair, event: e.LettersRequested) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            letter_id=letter.letter_id,
            template=letter.template,
            to=delivery.to,
            not_before=delivery.not_before,
            params=letter.params,
            about=delivery.about,
            not_after=_not_after(pair, letter, delivery),
        )
        for letter, delivery in zip(event.letters, event.deliveries or (), strict=False)
    )


def _not_after(pair: Pair, letter: e.RequestedLetter, delivery: e.Delivery) -> datetime | None:
    """`mail.stale_after` days for a nudge, its meeting's start for a reminder; whatever else must be told is late."""
    template = Template(letter.template)
    if template is Template.MEETING_REMINDER:
        return datetime.fromisoformat(letter.params["starts_at"])
    if LETTERS[template].nudge:
        return delivery.not_before + timedelta(days=pair.policy.mail__stale_after)
    return None


def _nudges(letters: tuple[Letter, ...]) -> tuple[Nudge, ...]:
    return tuple(
        Nudge(to=letter.to, at=letter.not_before)
        for letter in letters
        if LETTERS[Template(letter.template)].nudge and letter.to in SIDES
    )


def _without_nudge(pair: Pair, suppressed: UUID) -> Private:
    """A nudge that did not go out is none for the weekly cap."""
    left = list(pair.private.nudges)
    for nudge in _nudges(tuple(letter for letter in pair.owed if letter.letter_id == suppressed)):
        if nudge in left:
            left.remove(nudge)
    return pair.private.with_(nudges=tuple(left))


def _recent(nudges: tuple[Nudge, ...]) -> tuple[Nudge, ...]:
    """Those that a weekly cap can still concern."""
    last = max((nudge.at for nudge in nudges), default=None)
    return tuple(nudge for nudge in nudges if last and nudge.at > last - _REMEMBERED)
