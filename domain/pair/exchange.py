"""The half year: planning ahead, nudging when no date is set, half time, the last weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair import meeting
from domain.pair.agreement import HalfYearPlan
from domain.pair.sending import morning, nudging
from domain.pair.stages import Exchange, Midway
from domain.pair.state import Pair
from domain.pair.values import SIDES, MeetingKind, MeetingState, Side
from domain.working_time import add_days, end_of_day, local_date

NO_DATE_NUDGE = "meeting.no_date_nudge"
SECOND_NUDGE = "meeting.cadence"
MIDWAY = "midway.at"
MIDWAY_REMINDER = "midway.reminder"
MIDWAY_WINDOW = "midway.window"
CLOSING = "closing.notice_pair"
END = "exchange.period"


def started(pair: Pair, plan: HalfYearPlan, *, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    """The beginning of the exchange period, with the dates that the agreement names."""
    period = e.ExchangePeriodStarted(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        midway_on=plan.midway_on,
        expected_meetings=(plan.ends_on - plan.starts_on).days // plan.cadence_days,
    )
    ahead = [starts_at for starts_at in sorted(plan.next_meetings_at) if starts_at > at]
    dates = (
        meeting.scheduled(pair, MeetingKind.REGULAR, starts_at, by=by, at=at, nth=nth)
        for nth, starts_at in enumerate(ahead)
    )
    return period, *dates


def planned_ahead(pair: Pair, _at: datetime) -> tuple[e.MeetingPlanned, ...]:
    """The meetings that must be expected so that `meeting.dates_ahead` of them are open."""
    match pair.stage:
        case Exchange(pause=None) as exchange:
            return _planned_ahead(pair, exchange)
        case _:
            return ()


def _planned_ahead(pair: Pair, exchange: Exchange) -> tuple[e.MeetingPlanned, ...]:
    regular = [m for m in pair.meetings if m.kind not in meeting.TALKS]
    open_ones = [m for m in regular if m.state in (MeetingState.PLANNED, MeetingState.SCHEDULED)]
    missing = pair.policy.meeting__dates_ahead - len(open_ones)
    last = max((m.window_on for m in regular if m.state is not MeetingState.CANCELLED), default=exchange.starts_on)
    number = max((m.sequence_no for m in regular), default=0)
    days = [add_days(last, exchange.cadence_days * (n + 1)) for n in range(missing)]
    return tuple(
        e.MeetingPlanned(
            meeting_id=meeting.meeting_id_of(pair, len(pair.meetings) + n),
            kind=MeetingKind.REGULAR,
            sequence_no=number + n + 1,
            window_on=day,
        )
        for n, day in enumerate(days)
        if day <= exchange.ends_on
    )


def complete_midway(
    pair: Pair, exchange: Exchange, command: c.CompleteMidwayCheckIn, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One partner took stock; with the second the check-in is complete."""
    midway = exchange.midway
    if midway is None or midway.is_closed:
        raise Refused(
            f"the midway check-in opens on {exchange.midway_on} and is answered once",
            allowed=("ScheduleMeeting", "ConfirmMeeting", "LeavePair"),
        )
    if command.by in midway.answered_by:
        return ()
    answered = e.MidwayCheckInAnswered(by=command.by, agreement_fits=command.agreement_fits)
    if len(midway.answered_by) + 1 < len(SIDES):
        return (answered,)
    return answered, e.MidwayCheckInCompleted(completed_on=local_date(at, pair.zone))


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """Nudges while no date is set, half time, the last weeks, the end."""
    yield from _nudges(pair, exchange)
    if exchange.midway is None:
        yield Deadline(key=MIDWAY, due_at=morning(pair, exchange.midway_on))
    elif not exchange.midway.is_closed:
        yield from _midway_deadlines(pair, exchange.midway)
    if not exchange.is_closing:
        yield Deadline(key=CLOSING, due_at=morning(pair, exchange.closing_on))
    yield Deadline(key=END, due_at=end_of_day(exchange.ends_on, pair.zone))


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of this phase."""
    today = local_date(at, pair.zone)
    match key.split("#")[0]:
        case "midway.at":
            due_on = add_days(today, pair.policy.midway__window)
            return (e.MidwayCheckInOpened(opened_on=today, due_on=due_on),)
        case "midway.window":
            return (e.MidwayCheckInLapsed(lapsed_on=today),)
        case "closing.notice_pair":
            return (e.ClosingOpened(ends_on=exchange.ends_on),)
        case "exchange.period":
            return (e.ReviewOpened(opened_on=today, due_on=add_days(today, pair.policy.review__window)),)
        case _:
            return (e.ReminderFellDue(key=key),)


def last_meeting_on(pair: Pair, exchange: Exchange) -> date:
    """The day of the last meeting, at first the start; from here the cadence counts."""
    over = (MeetingState.HELD, MeetingState.NOT_HELD, MeetingState.UNCONFIRMED, MeetingState.DISPUTED)
    days = [m.window_on for m in pair.meetings_in(*over) if m.kind not in meeting.TALKS]
    return max([exchange.starts_on, *days])


def _nudges(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """Two nudges after the last meeting or cancellation, while no meeting has a date or awaits confirmation."""
    if any(m.kind not in meeting.TALKS for m in pair.meetings_in(MeetingState.SCHEDULED)):
        return
    cancelled = (m.cancelled_on for m in pair.meetings if m.cancelled_on and m.kind not in meeting.TALKS)
    waiting_since = max([last_meeting_on(pair, exchange), *cancelled])
    for policy_key, days in (
        (NO_DATE_NUDGE, pair.policy.meeting__no_date_nudge),
        (SECOND_NUDGE, exchange.cadence_days),
    ):
        day = add_days(waiting_since, days)
        if day < exchange.ends_on:
            yield Deadline(key=f"{policy_key}#{waiting_since}", due_at=nudging(pair, day))


def _midway_deadlines(pair: Pair, midway: Midway) -> Iterator[Deadline]:
    again = add_days(midway.opened_on, pair.policy.midway__reminder)
    yield Deadline(key=MIDWAY_REMINDER, due_at=nudging(pair, again))
    yield Deadline(key=MIDWAY_WINDOW, due_at=end_of_day(midway.due_on, pair.zone))
