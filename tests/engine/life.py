"""Scripted lives as data: at a moment, commands. The same script is lived calmly and under fire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from domain.base import derived_id
from domain.pair import commands as c
from domain.pair.agreement import ExchangeAgreement, Goals, GoalsAndContent, KickoffPoint, half_year
from domain.pair.values import SIDES, ChemistryVerdict, Match, MeetingKind
from domain.working_time import add_days, local_date, moment

MIDNIGHT, TEN, TWO = time(), time(10), time(14)


@dataclass(frozen=True)
class Step:
    """Commands that are given one after the other at a moment."""

    at: datetime
    commands: tuple[c.PairCommand, ...] = ()


@dataclass(frozen=True)
class Script:
    """The steps of a pair's life, counted in local days from the day on which it was proposed."""

    match: Match
    starts: datetime

    def day(self, number: int) -> date:
        """The nth day of the life; the first is 0."""
        return add_days(local_date(self.starts, self.match.time_zone), number)

    def number(self, day: date) -> int:
        """Which day of the life a calendar day is."""
        return (day - self.day(0)).days

    def moment(self, number: int, at: time = TEN) -> datetime:
        """A local time on the nth day."""
        return moment(self.day(number), at, self.match.time_zone)

    def step(self, number: int, *commands: c.PairCommand, at: time = TEN) -> Step:
        """Commands at a local time on the nth day."""
        return Step(self.moment(number, at), commands)

    def both_accept(self, number: int) -> Step:
        """Two yes."""
        return self.step(number, c.AcceptMatch(by="a"), c.AcceptMatch(by="b"))

    def date_set(self, number: int, *, held: int, kind: MeetingKind | None = None, at: time = TEN) -> Step:
        """A sets a date for a talk or meeting on another day, at two."""
        return self.step(number, c.ScheduleMeeting(by="a", starts_at=self.moment(held, TWO), kind=kind), at=at)

    def verdicts(self, number: int, a: ChemistryVerdict, b: ChemistryVerdict) -> Step:
        """Two answers after the chemistry talk."""
        verdicts = zip(SIDES, (a, b), strict=True)
        return self.step(number, *(c.GiveChemistryVerdict(by=by, verdict=verdict) for by, verdict in verdicts))

    def agreed(self, number: int, *, starts: int, meetings: tuple[int, ...] = ()) -> Step:
        """A proposes a text, both agree to every point and then to the whole."""
        text = self.agreement(starts, meetings)
        points = (c.AgreeKickoffPoint(by=by, point=point) for point in KickoffPoint for by in SIDES)
        whole = (c.ConfirmAgreement(by=by, hash=text.hash()) for by in SIDES)
        return self.step(number, c.ProposeAgreement(by="a", agreement=text), *points, *whole, at=time(16))

    def agreement(self, starts: int, meetings: tuple[int, ...]) -> ExchangeAgreement:
        """A text whose half year starts on the nth day, with meetings at two on others."""
        plan = half_year(self.match, self.day(starts))
        return ExchangeAgreement(
            goals=GoalsAndContent(
                a=Goals(learns=("CLOUD",), gives=("LAW",), wording="From the planted secret to the cloud."),
                b=Goals(learns=("LAW",), gives=("CLOUD",)),
            ),
            plan=plan.with_(next_meetings_at=tuple(self.moment(day, TWO) for day in meetings)),
            salt="0123456789abcdef",
        )

    def confirmed(self, number: int, nth: int, *sides: str) -> Step:
        """Some say that the nth meeting was held."""
        meeting_id = self.meeting_id(nth)
        return self.step(number, *(c.ConfirmMeeting(by=by, meeting_id=meeting_id) for by in SIDES if by in sides))

    def meeting_id(self, nth: int) -> UUID:
        """The id of the pair's nth talk or meeting; the chemistry talk is 0, the kickoff talk 1."""
        return derived_id("meeting", self.match.pair_id, nth)


def to_the_agreement(s: Script, *, starts: int = 21, meetings: tuple[int, ...] = (37, 65)) -> Iterator[Step]:
    """From the proposal to the agreement that starts the half year."""
    yield s.step(1, c.AcceptMatch(by="a"))
    yield s.step(3, c.AcceptMatch(by="b"))
    yield s.date_set(4, held=9)
    yield s.verdicts(10, ChemistryVerdict.FIT, ChemistryVerdict.FIT)
    yield s.date_set(11, held=16)
    yield s.agreed(16, starts=starts, meetings=meetings)


def calm_life(s: Script) -> Iterator[Step]:
    """A whole half year: met, met, moved, cancelled at half time, forgotten, closed, looked back upon."""
    plan = half_year(s.match, s.day(21))
    midway, closing, end = (s.number(day) for day in (plan.midway_on, plan.closing_on, plan.ends_on))
    yield from to_the_agreement(s)
    yield s.confirmed(38, 2, "a", "b")
    yield s.confirmed(66, 3, "a")
    yield s.date_set(79, held=93)
    yield s.step(80, c.RescheduleMeeting(by="b", meeting_id=s.meeting_id(4), starts_at=s.moment(94, TWO)))
    yield s.confirmed(95, 4, "a", "b")
    yield s.date_set(99, held=midway + 10)
    yield s.step(midway + 3, c.CancelMeeting(by="b", meeting_id=s.meeting_id(5)), c.CompleteMidwayCheckIn(by="a"))
    yield s.step(midway + 9, c.CompleteMidwayCheckIn(by="b"))
    yield s.date_set(midway + 10, held=midway + 17, kind=MeetingKind.REGULAR)
    yield s.confirmed(midway + 18, 6, "a", "b")
    yield s.date_set(150, held=156)
    yield s.date_set(closing + 2, held=closing + 10, kind=MeetingKind.CLOSING)
    yield s.confirmed(closing + 11, 8, "a", "b")
    yield s.step(end + 2, c.SubmitReview(by="a", goals=5, balance=4, recommend=9))
    yield s.step(end + 10, c.SubmitReview(by="b", goals=4, balance=4, recommend=10))
    yield s.step(end + 10 + 110)


def brisk_life(s: Script) -> Iterator[Step]:
    """A completed life as short as the policy allows, for tests that live it many times."""
    yield s.both_accept(1)
    yield s.date_set(2, held=3)
    yield s.verdicts(4, ChemistryVerdict.FIT, ChemistryVerdict.FIT)
    yield s.agreed(7, starts=8, meetings=(22,))
    yield s.confirmed(23, 1, "a", "b")
    yield s.step(57, c.CompleteMidwayCheckIn(by="a"), c.CompleteMidwayCheckIn(by="b"))
    yield s.step(103, *(c.SubmitReview(by=by, goals=5, balance=5, recommend=10) for by in SIDES))
    yield s.step(103 + 9)


def declined(s: Script) -> Iterator[Step]:
    """One no."""
    yield s.step(1, c.DeclineMatch(by="b"))
    yield s.step(1 + 17)


def expired(s: Script) -> Iterator[Step]:
    """One yes, then silence."""
    yield s.step(1, c.AcceptMatch(by="a"))
    yield s.step(11 + 17)


def no_fit(s: Script) -> Iterator[Step]:
    """They talk, and one of them would rather not."""
    yield s.both_accept(1)
    yield s.date_set(2, held=3)
    yield s.verdicts(4, ChemistryVerdict.FIT, ChemistryVerdict.NO_FIT)
    yield s.step(4 + 17)


def undecided(s: Script) -> Iterator[Step]:
    """One needs another talk, then both fit; after that they fall silent and the kickoff lapses."""
    yield s.both_accept(1)
    yield s.date_set(2, held=3)
    yield s.verdicts(4, ChemistryVerdict.FIT, ChemistryVerdict.UNDECIDED)
    yield s.date_set(5, held=8)
    yield s.verdicts(9, ChemistryVerdict.FIT, ChemistryVerdict.FIT)
    yield s.step(9 + 110)


def left_in_month_three(s: Script) -> Iterator[Step]:
    """They meet once, and before the second meeting one of them leaves."""
    yield from to_the_agreement(s)
    yield s.confirmed(38, 2, "a", "b")
    yield s.step(60, c.LeavePair(by="b"))
    yield s.step(60 + 92)
