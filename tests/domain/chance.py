"""What hypothesis may draw: policies within their ranges, pairs anywhere on earth, what two people may do next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.base import Frozen
from domain.pair import commands as c
from domain.pair.agreement import KickoffPoint
from domain.pair.stages import Kickoff
from domain.pair.state import Pair
from domain.pair.values import SIDES, BalanceReport, ChemistryVerdict, Match, MeetingState, Side
from domain.policy import MUST_BE_LESS, MUST_FIT_INTO, ProgrammePolicy, SendingHours
from tests.domain.acts import Occasion, somebody_says, together
from tests.domain.story import agreement, match, partner

ZONES = ("Europe/Vienna", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "America/Havana")
HOURS = ("always", "Mon-Fri 08:00-18:00", "Tue-Thu 09:00-10:00", "Mon-Sun 00:00-23:59")

sides: st.SearchStrategy[Side] = st.sampled_from(SIDES)


@st.composite
def policies(draw: st.DrawFn) -> ProgrammePolicy:
    """Every key within its range, and none against another."""
    values: dict[str, Any] = {"mail__sending_hours": draw(st.sampled_from(HOURS))}
    values["inactivity__auto_close"] = draw(st.booleans())
    for name, field in ProgrammePolicy.model_fields.items():
        limits = {type(x).__name__: x for x in field.metadata}
        if "Ge" in limits and not name.startswith("matching"):
            values[name] = draw(st.integers(limits["Ge"].ge, limits["Le"].le))
    for window in ("proposal__expires", "chemistry__window", "kickoff__window", "review__window"):
        days = draw(st.sets(st.integers(1, values[window] - 1), max_size=3))
        values[f"{window.split('__')[0]}__reminders"] = tuple(sorted(days))
    for key, limit in MUST_FIT_INTO:
        values[_name(key)] = min(values[_name(key)], values[_name(limit)])
    for key, limit in reversed(MUST_BE_LESS):
        if not key.endswith("reminders"):
            values[_name(key)] = min(values[_name(key)], values[_name(limit)] - 1)
    if hours := SendingHours.parse(values["mail__sending_hours"]):
        values["mail__nudge_jitter"] = min(values["mail__nudge_jitter"], hours.minutes - 1)
    policy = ProgrammePolicy(**values)
    assert policy.contradictions() == ()
    return policy


def _name(key: str) -> str:
    return key.replace(".", "__")


@st.composite
def matches(draw: st.DrawFn) -> Match:
    """Two people in zones of their own, under any policy."""
    zones = st.sampled_from(ZONES)
    days = st.dates(date(2027, 1, 1), date(2029, 12, 31))
    return match(
        a=partner(1, time_zone=draw(zones), locale=draw(st.sampled_from(["de", "en"]))),
        b=partner(2, time_zone=draw(zones)),
        time_zone=draw(zones),
        policy=draw(st.just(ProgrammePolicy()) | policies()).model_dump(),
        holidays=tuple(sorted(draw(st.sets(days, max_size=8)))),
    )


beginnings = st.datetimes(datetime(2027, 1, 1), datetime(2028, 3, 31), timezones=st.just(UTC))  # noqa: DTZ001


class Whim(Frozen):
    """What chance adds to a command."""

    by: Side
    days: int
    nth: int
    is_sensible: bool


whims = st.builds(
    Whim,
    by=sides,
    days=st.integers(-2, 40),
    nth=st.integers(0, 999),
    is_sensible=st.sampled_from([True, True, True, True, False]),
)


def commands(pair: Pair, at: datetime, whim: Whim) -> tuple[c.PairMessage, ...]:
    """What somebody may tell the pair now: mostly what leads on, sometimes what makes no sense."""
    if not whim.is_sensible:
        return (somebody_says(occasion(pair, at, whim)),)
    choices = _leading_on(pair, at, whim)
    return choices[whim.nth % len(choices)]


def occasion(pair: Pair, at: datetime, whim: Whim) -> Occasion:
    """A pair at a moment, with what chance adds."""
    return Occasion(pair, at, by=whim.by, days=whim.days, nth=whim.nth)


def _reports(pair: Pair, whim: Whim) -> list[tuple[c.PairMessage, ...]]:
    """What can be said of the meetings that were held, and how it is going."""
    reports = list(BalanceReport)
    said = [
        (c.ReportBalance(by=whim.by, meeting_id=m.meeting_id, report=reports[whim.nth % 2]),)
        for m in pair.meetings_in(MeetingState.HELD)
    ]
    return [(c.SubmitPulse(by=whim.by, match=4, progress=4, wellbeing=3),), *said]


def _leading_on(pair: Pair, at: datetime, whim: Whim) -> list[tuple[c.PairMessage, ...]]:
    by = whim.by
    date_set = (c.ScheduleMeeting(by=by, starts_at=at + timedelta(days=abs(whim.days), hours=1)),)
    match pair.stage.name:
        case "Proposed":
            return [(c.AcceptMatch(by=by),)]
        case "Chemistry":
            fit, undecided = ChemistryVerdict.FIT, ChemistryVerdict.UNDECIDED
            verdicts = [(c.GiveChemistryVerdict(by=by, verdict=verdict),) for verdict in (fit, fit, fit, undecided)]
            return [date_set, *verdicts]
        case "Kickoff":
            return [date_set, _all_of_kickoff(pair, at, by), _all_of_kickoff(pair, at, by)]
        case "Exchange":
            held = [
                (c.ConfirmMeeting(by=side, meeting_id=m.meeting_id),)
                for m in pair.meetings_in(MeetingState.SCHEDULED)
                for side in SIDES
            ]
            answers = [(c.CompleteMidwayCheckIn(by=by),), *_reports(pair, whim)]
            return [date_set, *answers, *held, together(occasion(pair, at, whim))]
        case _:
            return [(c.SubmitReview(by=by, goals=4, balance=3, recommend=8),)]


def _all_of_kickoff(pair: Pair, at: datetime, by: Side) -> tuple[c.PairMessage, ...]:
    """One partner agrees to all there is, or lays a text on the table."""
    if not isinstance(pair.stage, Kickoff) or pair.stage.agreement is None:
        ahead = tuple(at + timedelta(days=days) for days in (7, 21))
        return (c.ProposeAgreement(by=by, agreement=agreement(pair.match, at.date(), next_meetings_at=ahead)),)
    points = (c.AgreeKickoffPoint(by=by, point=point) for point in KickoffPoint)
    return *points, c.ConfirmAgreement(by=by, hash=pair.stage.hash)
