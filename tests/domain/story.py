"""Given these events, when this message comes, then these events: stories in the language of the rules."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any, Self

import pytest

from domain.base import Deadline, DeadlinePassed, LettersPosted, Recipient, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement, Goals, GoalsAndContent, KickoffPoint, half_year
from domain.pair.decide import decide
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.stages import AStage, Kickoff, Meeting
from domain.pair.state import Pair
from domain.pair.values import SIDES, ChemistryVerdict, Match, MeetingState, Partner, Phase, Reciprocity
from domain.policy import ProgrammePolicy
from domain.working_time import local_date, moment
from tests.domain.due import next_due, what_became

VIENNA = "Europe/Vienna"
# A Monday, 08:00 in Vienna, far from any change of the clocks.
MONDAY = datetime(2027, 1, 11, 7, tzinfo=UTC)
# The moments of these events are not part of what a story is about.
_LETTERS = e.LettersRequested | e.LetterSuppressed

Expected = e.PairEvent | type[e.PairEvent]


def partner(number: int, **changes: Any) -> Partner:
    """One of the two, in Vienna, writing German, with a manager of their own."""
    person = Partner(
        participation_id=f"participation-{number}",
        person_id=f"person-{number}",
        locale="de",
        time_zone=VIENNA,
        manager_id=f"manager-{number}",
        skip_level_id="board",
    )
    return person.with_(**changes)


def match(*, policy: dict[str, Any] | None = None, **changes: Any) -> Match:
    """Two people who fit, under the default policy but for the keys given (with dots)."""
    two = Match(
        pair_id="pair-1",
        programme_id="programme-1",
        cohort_id="cohort-1",
        a=partner(1),
        b=partner(2),
        reciprocity=Reciprocity(a_to_b=700, b_to_a=600),
        policy=ProgrammePolicy.model_validate(policy or {}),
        time_zone=VIENNA,
        staff={Recipient.COORDINATOR: "person-c"},
    )
    return two.with_(**changes)


def agreement(between: Match, starts_on: date, *, salt: str = "0123456789abcdef", **plan: Any) -> ExchangeAgreement:
    """A text that both may confirm; `plan` changes fields of the half year."""
    return ExchangeAgreement(
        goals=GoalsAndContent(a=Goals(learns=("CLOUD",), gives=("LAW",)), b=Goals(learns=("LAW",), gives=("CLOUD",))),
        plan=half_year(between, starts_on).with_(**plan),
        salt=salt,
    )


class When:
    """What a message leads to."""

    def __init__(self, pair: Pair | None, message: c.PairMessage, at: datetime) -> None:
        self._pair, self._message, self._at = pair, message, at

    def then(self, *expected: Expected) -> Self:
        """Exactly these events, letters aside; a class stands for any event of its type."""
        happened = [event for event in self._decided() if not isinstance(event, _LETTERS)]
        assert len(happened) == len(expected), happened
        for event, like in zip(happened, expected, strict=True):
            assert type(event) is like if isinstance(like, type) else event == like, (event, like)
        return self

    def asks_for(self, *expected: str) -> Self:
        """Exactly these letters, each as its number and to whom, such as `E10 a b`."""
        assert letters_in(self._decided()) == sorted(expected)
        return self

    def refuses(self, said: str, *, allowed: tuple[str, ...] = ()) -> None:
        """The rules say no, in words that match, and name what is allowed."""
        with pytest.raises(Refused, match=said) as refused:
            self._decided()
        assert refused.value.allowed == allowed

    def stays_quiet(self) -> None:
        """There is nothing to do."""
        assert self._decided() == ()

    def _decided(self) -> tuple[e.PairEvent, ...]:
        return decide(self._pair, self._message, self._at)


class Given:
    """What has happened so far."""

    def __init__(self, pair: Pair | None) -> None:
        self._pair = pair

    def when(self, message: c.PairMessage, *, at: datetime = MONDAY) -> When:
        """A message comes at a moment."""
        return When(self._pair, message, at)


def given(*events: e.PairEvent) -> Given:
    """The beginning of a story: nothing, or some events."""
    nothing: Pair | None = None
    return Given(reduce(evolve, events, nothing))


def letters_in(events: tuple[e.PairEvent, ...]) -> list[str]:
    """The letters that events ask for, each as its number and to whom, such as `E10 a b`."""
    to: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if isinstance(event, e.LettersRequested):
            for letter, delivery in zip(event.letters, event.deliveries or (), strict=True):
                to[letter.template.split("_")[0]].append(delivery.to)
    return sorted(f"{number} {' '.join(recipients)}" for number, recipients in to.items())


class Life:
    """A pair that lives on, and remembers what it was told: time passes, deadlines come, letters leave."""

    def __init__(self, between: Match | None = None, *, at: datetime = MONDAY) -> None:
        self.at = at
        self.told: list[tuple[datetime, c.PairMessage]] = []
        self.events: list[e.PairEvent] = []
        self._pair: Pair | None = None
        self.tell(c.ProposeMatch(match=between or match()))

    @property
    def pair(self) -> Pair:
        """Where the pair stands."""
        assert self._pair is not None
        return self._pair

    @property
    def today(self) -> date:
        """The day in the organisation's zone."""
        return local_date(self.at, self.pair.zone)

    def stage(self, kind: type[AStage]) -> AStage:
        """The stage, which must be of this kind."""
        return self.pair.at_stage(kind)

    def meeting(self) -> Meeting:
        """The one meeting that has a date."""
        (only,) = self.pair.meetings_in(MeetingState.SCHEDULED)
        return only

    def due(self, policy_key: str) -> list[Deadline]:
        """The open deadlines of a policy key, in order."""
        return [d for d in open_deadlines(self.pair) if d.key.split("#")[0] == policy_key]

    @property
    def last_asked(self) -> e.LettersRequested:
        """The letters that were asked for last."""
        return [event for event in self.events if isinstance(event, e.LettersRequested)][-1]

    def tell(self, *messages: c.PairMessage) -> tuple[e.PairEvent, ...]:
        """Tells the pair something now; what the last message led to. Raises Refused."""
        events: tuple[e.PairEvent, ...] = ()
        for message in messages:
            self.told.append((self.at, message))
            events = decide(self._pair, message, self.at)
            for event in events:
                self._pair = evolve(self._pair, event)
            self.events += events
        return events

    def when(self, message: c.PairMessage, *, at: datetime | None = None) -> When:
        """The story that this life has reached, now or at another moment."""
        return given(*self.events).when(message, at=at or self.at)

    def passes(self, policy_key: str) -> When:
        """The story in which the next deadline of a policy key passes."""
        deadline = self.due(policy_key)[0]
        return self.when(DeadlinePassed(key=deadline.key, due_at=deadline.due_at), at=deadline.due_at)

    def pass_next(self, policy_key: str) -> None:
        """The next deadline of a policy key passes; what it asks for has not left yet."""
        deadline = self.due(policy_key)[0]
        self.until(deadline.due_at - timedelta(minutes=1))
        self.at = deadline.due_at
        self.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))

    def wait(self, **time: float) -> Self:
        """Some time passes, as in `wait(days=3)`."""
        return self.until(self.at + timedelta(**time))

    def until_day(self, day: date, *, hour: int = 9) -> Self:
        """Time passes until an hour of a day in the organisation's zone."""
        return self.until(moment(day, datetime.min.time().replace(hour=hour), self.pair.zone))

    def until(self, moment: datetime) -> Self:
        """Time passes; whatever falls due meanwhile is done in its order."""
        while (event_at := self._next_at()) and event_at <= moment:
            self.at = max(self.at, event_at)
            self._do_what_is_due()
        self.at = max(self.at, moment)
        return self

    def _next_at(self) -> datetime | None:
        deadline = next_due(self.pair)
        moments = [letter.not_before for letter in self.pair.owed] + ([deadline.due_at] if deadline else [])
        return min(moments, default=None)

    def _do_what_is_due(self) -> None:
        deadline = next_due(self.pair)
        if deadline and deadline.due_at <= self.at:
            self.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))
            assert deadline not in open_deadlines(self.pair), f"{deadline.key} neither moved nor vanished"
        else:
            due = [letter for letter in self.pair.owed if letter.not_before <= self.at]
            self.tell(LettersPosted(outcomes=tuple(what_became(letter, self.at) for letter in due)))


def proposed(between: Match | None = None, *, at: datetime = MONDAY) -> Life:
    """Two people were proposed to each other."""
    return Life(between, at=at)


def in_chemistry(between: Match | None = None, *, at: datetime = MONDAY) -> Life:
    """Both said yes on the next morning."""
    life = proposed(between, at=at).wait(days=1)
    life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
    return life


def in_kickoff(between: Match | None = None, *, at: datetime = MONDAY) -> Life:
    """They talked three days later, and on the day after both said that it fits."""
    life = in_chemistry(between, at=at)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    life.wait(days=4)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.FIT) for side in SIDES))
    return life


def with_text(life: Life, **plan: Any) -> Life:
    """A text lies on the table and both agreed to its five points."""
    text = agreement(life.pair.match, life.today, **plan)
    life.tell(c.ProposeAgreement(by="a", agreement=text))
    life.tell(*(c.AgreeKickoffPoint(by=side, point=point) for side in SIDES for point in KickoffPoint))
    return life


def in_exchange(between: Match | None = None, *, at: datetime = MONDAY, **plan: Any) -> Life:
    """Two days later both confirmed the text: the half year runs."""
    life = with_text(in_kickoff(between, at=at).wait(days=2), **plan)
    life.tell(*(c.ConfirmAgreement(by=side, hash=life.stage(Kickoff).hash) for side in SIDES))
    return life


def in_review(between: Match | None = None, *, at: datetime = MONDAY) -> Life:
    """The half year is over; nobody met."""
    life = in_exchange(between, at=at)
    while life.pair.phase is not Phase.REVIEW:
        life.wait(days=7)
    return life


def completed(between: Match | None = None, *, at: datetime = MONDAY) -> Life:
    """Both looked back."""
    life = in_review(between, at=at)
    life.tell(*(c.SubmitReview(by=side, goals=4, balance=4, recommend=9) for side in SIDES))
    return life


def a_full_life() -> Life:
    """A pair that goes the whole way, through all there is, and late enough to be reminded of it."""
    life = proposed().wait(days=4)
    life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
    life.wait(days=6)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    life.tell(c.RescheduleMeeting(by="b", meeting_id=life.meeting().meeting_id, starts_at=life.at + timedelta(days=3)))
    life.wait(days=4)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.UNDECIDED) for side in SIDES))
    life.wait(days=8)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.FIT) for side in SIDES))
    with_text(life.wait(days=15))
    life.tell(*(c.ConfirmAgreement(by=side, hash=life.stage(Kickoff).hash) for side in SIDES))
    life.wait(days=12)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    life.wait(days=6)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    life.tell(c.CancelMeeting(by="b", meeting_id=life.pair.meetings_in(MeetingState.SCHEDULED)[-1].meeting_id))
    return life.wait(days=400)
