"""A hundred pairs in every phase and situation, written into a log as their workflows would have left them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import cache
from itertools import count, cycle, islice, product

from adapters.mail.resend import Resend
from domain.base import Plan, Row
from domain.pair import commands as c
from domain.pair.plan import plan
from domain.pair.values import SIDES, ChemistryVerdict, Match, Phase
from tests.domain.due import next_due
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, proposed
from tests.engine.settings import MASTER
from tests.engine.world import BRISK, World
from tests.gateway.lives import write
from worker import open_post_office
from workflows import names

_DAY = timedelta(days=1)
# By so much something is late, or not yet due, at the last full hour: no test is as slow as that.
_SURELY = timedelta(hours=2)


class Situation(Enum):
    """How the loss met a pair."""

    ASLEEP = auto()
    """Nothing is due before long."""
    OWING = auto()
    """Letters were asked for and did not leave."""
    POSTED = auto()
    """Letters have left and the log has not heard of it."""
    OVERDUE = auto()
    """A deadline has passed and nobody noticed."""
    OVER = auto()
    """Nothing will ever be due again."""


@dataclass(frozen=True)
class Written:
    """A pair in the log."""

    life: Life
    situation: Situation
    rows: tuple[Row, ...]

    @property
    def pair_id(self) -> str:
        """The id of the pair."""
        return self.life.pair.match.pair_id

    @property
    def stream(self) -> str:
        """The name of its stream."""
        return names.pair(self.pair_id)

    @property
    def plan(self) -> Plan:
        """What is still to be done."""
        return plan(self.life.pair)

    def types_by(self, moment: datetime) -> list[str]:
        """The types of what the rules want from the loss until a moment, by somebody who comes late."""
        before = len(self.life.events)
        self.life.at = moment
        self.life.until(moment)
        return [type(event).__name__ for event in self.life.events[before:]]


async def hundred(here: World, name: str) -> tuple[Written, ...]:
    """A hundred pairs, as they are at this moment; `name` begins the ids of all."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    lives = [
        (_life(here.match(f"{name}-{number}", policy=BRISK), phase, situation, now), situation)
        for number, (phase, situation) in enumerate(islice(cycle(_KINDS), 100))
    ]
    await here.introduce(*(life.pair.match for life, _ in lives))
    await asyncio.gather(*(write(life, here.store) for life, _ in lives))
    await _post(here, [life for life, situation in lives if situation is Situation.POSTED])
    return tuple([Written(life, situation, await here.rows(life.pair.match.pair_id)) for life, situation in lives])


async def _post(here: World, lives: list[Life]) -> None:
    """The letters they owe leave, and nobody tells the log."""
    office = open_post_office(here.database, MASTER, mail=here.mail, links=here.links, dialect=Resend(here.mail.token))
    async with office as post_office:
        for life in lives:
            due, stream = plan(life.pair), f"pair/{life.pair.match.pair_id}"
            for letter in due.letters:
                await post_office.post(letter, stream=stream, parties=due.parties, posted_at=life.at)


def _life(match: Match, phase: Phase, situation: Situation, now: datetime) -> Life:
    life = _STORIES[phase](match, _begins_at(phase, situation, now))
    return _met(life, situation, now)


@cache
def _begins_at(phase: Phase, situation: Situation, now: datetime) -> datetime:
    """The latest day on which such a life may begin."""
    match, first = proposed().pair.match.with_(policy=BRISK), now - 200 * _DAY
    begins_at = now - (_STORIES[phase](match, first).at - first) + _DAY
    for days in count():
        at = begins_at - days * _DAY
        life = _STORIES[phase](match, at)
        if life.at <= now - _SURELY and _fits(_met(life, situation, now), situation, now):
            return at
    raise AssertionError


def _met(life: Life, situation: Situation, now: datetime) -> Life:
    """The life as far as the log knows it when the loss comes."""
    match situation:
        case Situation.ASLEEP | Situation.OVER:
            return life.until(now + _SURELY)
        case Situation.OVERDUE:
            return life.wait(minutes=5)
        case Situation.OWING | Situation.POSTED:
            return life


def _fits(life: Life, situation: Situation, now: datetime) -> bool:
    deadline, owed = next_due(life.pair), life.pair.owed
    match situation:
        case Situation.ASLEEP:
            return bool(deadline)
        case Situation.OWING | Situation.POSTED:
            return bool(owed) and (deadline is None or deadline.due_at > now + _SURELY)
        case Situation.OVERDUE:
            return not owed and deadline is not None and deadline.due_at <= now - _SURELY
        case Situation.OVER:
            return plan(life.pair).over


def _lasting(life: Life, phase: Phase) -> Life:
    """Nobody says anything more until a phase begins; the letters that it asks for have not left yet."""
    while life.pair.phase is not phase:
        deadline = next_due(life.pair)
        assert deadline
        life.pass_next(deadline.key.split("#")[0])
    return life


def _closing(between: Match, at: datetime) -> Life:
    return _lasting(in_exchange(between, at=at), Phase.CLOSING)


def _in_review(between: Match, at: datetime) -> Life:
    return _lasting(in_exchange(between, at=at), Phase.REVIEW)


def _declined(between: Match, at: datetime) -> Life:
    life = proposed(between, at=at).wait(days=1)
    life.tell(c.DeclineMatch(by="b"))
    return life


def _expired(between: Match, at: datetime) -> Life:
    return _lasting(proposed(between, at=at), Phase.EXPIRED)


def _no_fit(between: Match, at: datetime) -> Life:
    life = in_chemistry(between, at=at)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + 3 * _DAY))
    verdicts = zip(SIDES, (ChemistryVerdict.FIT, ChemistryVerdict.NO_FIT), strict=True)
    life.wait(days=4).tell(*(c.GiveChemistryVerdict(by=side, verdict=verdict) for side, verdict in verdicts))
    return life


def _left(between: Match, at: datetime) -> Life:
    life = in_exchange(between, at=at).wait(days=3)
    life.tell(c.LeavePair(by="b"))
    return life


_STORIES: dict[Phase, Callable[[Match, datetime], Life]] = {
    Phase.PROPOSED: lambda between, at: proposed(between, at=at),
    Phase.CHEMISTRY: lambda between, at: in_chemistry(between, at=at),
    Phase.KICKOFF: lambda between, at: in_kickoff(between, at=at),
    Phase.ACTIVE: lambda between, at: in_exchange(between, at=at),
    Phase.CLOSING: _closing,
    Phase.REVIEW: _in_review,
    Phase.DECLINED: _declined,
    Phase.EXPIRED: _expired,
    Phase.NOT_CONTINUED: _no_fit,
    Phase.DISSOLVED: _left,
    Phase.COMPLETED: lambda between, at: completed(between, at=at),
}
# These are over as soon as their letters have left.
_SHORT = {Phase.DECLINED, Phase.EXPIRED, Phase.NOT_CONTINUED}
_ENDED = {*_SHORT, Phase.DISSOLVED, Phase.COMPLETED}
_KINDS = [
    (phase, situation)
    for phase, situation in product(_STORIES, Situation)
    if (
        phase in _ENDED
        if situation is Situation.OVER
        else phase not in _SHORT or situation in (Situation.OWING, Situation.POSTED)
    )
]
