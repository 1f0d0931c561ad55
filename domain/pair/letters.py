"""The letters of one append: which are owed from now on, not before when, and which are no longer wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.base import Letter, Recipient, derived_id
from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair import nudges
from domain.pair.sending import jitter, slots
from domain.pair.state import Pair
from domain.pair.values import Side
from domain.pair.wanted import wanted
from domain.pair.wanted.shape import Wanted
from domain.pair.wanted.still import is_wanted

Requested = tuple[e.LettersRequested | e.LetterSuppressed, ...]


class _Asked(NamedTuple):
    """A letter to one reader, and the event that asks for it."""

    because: e.PairEvent
    wanted: Wanted
    to: Recipient


def requested(before: Pair | None, pair: Pair, events: tuple[e.PairEvent, ...], at: datetime) -> Requested:
    """All letters that the events of one append ask for, and the word of those nudges that do not go out.

    `before` is the pair before the append (None where it opens the pair), `pair` as it stands after the events.
    """
    asked = tuple(_asked(pair, events, at))
    if not asked:
        return ()
    letters = tuple(_letter(pair, each, nth=nth, at=at) for nth, each in enumerate(asked))
    request = e.LettersRequested(
        letters=tuple(
            e.RequestedLetter(
                letter_id=letter.letter_id,
                template=letter.template,
                because=type(each.because).__name__,
                params=letter.params,
            )
            for letter, each in zip(letters, asked, strict=True)
        ),
        deliveries=tuple(e.Delivery(to=x.to, not_before=x.not_before, about=x.about) for x in letters),
    )
    because = tuple(each.because for each in asked)
    return request, *nudges.withheld(before, pair, tuple(zip(letters, because, strict=True)), at)


def suppressed(pair: Pair, at: datetime) -> tuple[e.LetterSuppressed, ...]:
    """Owed letters whose reason has gone before their moment came, and nudges that have become unwelcome."""
    return tuple(_suppressed(pair, at))


def _suppressed(pair: Pair, at: datetime) -> Iterator[e.LetterSuppressed]:
    for letter in pair.owed:
        if letter.not_before <= at:
            continue
        if not is_wanted(pair, letter, at):
            yield e.LetterSuppressed(letter_id=letter.letter_id, reason="NO_LONGER_WANTED")
        elif reason := nudges.unwelcome(pair, letter):
            yield e.LetterSuppressed(letter_id=letter.letter_id, reason=reason)


def _asked(pair: Pair, events: tuple[e.PairEvent, ...], at: datetime) -> Iterator[_Asked]:
    """Each letter once, also where two events ask for it, or where it waits already, as after a holiday."""
    known = [(x.template, x.to, x.about, x.params) for x in pair.owed]
    for event in events:
        for letter in wanted(pair, event):
            for to in letter.to:
                like = (letter.template, to, letter.about, letter.params)
                if like not in known and not _is_late(letter, at):
                    known.append(like)
                    yield _Asked(because=event, wanted=letter, to=to)


def _letter(pair: Pair, asked: _Asked, *, nth: int, at: datetime) -> Letter:
    letter = asked.wanted
    return Letter(
        letter_id=derived_id("letter", pair.match.pair_id, pair.letters_requested + nth),
        template=letter.template,
        to=asked.to,
        not_before=_not_before(pair, letter, asked.to, at),
        params=letter.params,
        about=letter.about,
    )


def _is_late(letter: Wanted, at: datetime) -> bool:
    """Whether it would remind of a meeting that has begun, as after an outage."""
    return letter.template is Template.MEETING_REMINDER and datetime.fromisoformat(letter.params["starts_at"]) <= at


def _not_before(pair: Pair, letter: Wanted, to: Recipient, at: datetime) -> datetime:
    """The next sending slot; a meeting's reminder the last one that is early enough.

    A nudge that has to wait for the opening takes this pair's place in the morning.
    """
    side: Side | None = "a" if to is Recipient.A else "b" if to is Recipient.B else None
    hours = slots(pair, side)
    if letter.template is Template.MEETING_REMINDER:
        latest = datetime.fromisoformat(letter.params["starts_at"]) - timedelta(hours=pair.policy.meeting__reminder)
        return max(at, hours.last_until(latest))
    first = hours.first_from(at)
    if first > at and LETTERS[letter.template].nudge:
        return hours.first_from(first + jitter(pair))
    return first
