"""The half year: planning ahead, nudging when no date is set, half time, the last weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import escalation, meeting, quiet
from domain.pair import events as e
from domain.pair.agreement import HalfYearPlan
from domain.pair.expected import expected_meetings
from domain.pair.keys import DeadlineKey
from domain.pair.pause import after_pauses
from domain.pair.sending import morning, nudging
from domain.pair.stages import Exchange, Midway
from domain.pair.state import Pair
from domain.pair.turn import meeting_id_of
from domain.pair.values import SIDES, MeetingKind, MeetingState, Side
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


def started(pair: Pair, plan: HalfYearPlan, *, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    """The beginning of the exchange period, with the dates that the agreement names."""
    period = e.ExchangePeriodStarted(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        midway_on=plan.midway_on,
        expected_meetings=expected_meetings(
            starts_on=plan.starts_on, ends_on=plan.ends_on, paused_days=0, cadence_days=plan.cadence_days
        ),
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
    open_ones = pair.half_year_meetings(MeetingState.PLANNED, MeetingState.SCHEDULED)
    missing = pair.policy.meeting__dates_ahead - len(open_ones)
    if missing <= 0:
        return ()
    regular = [m for m in pair.meetings if not m.kind.is_talk]
    last = max((m.window_on for m in regular if m.state is not MeetingState.CANCELLED), default=exchange.starts_on)
    ahead = [add_days(last, exchange.cadence_days * (n + 1)) for n in range(missing)]
    days = [day for day in ahead if day <= exchange.ends_on]
    number = max((m.sequence_no for m in regular), default=0)
    return tuple(
        e.MeetingPlanned(
            meeting_id=meeting_id_of(pair, len(pair.meetings) + n),
            kind=MeetingKind.REGULAR,
            sequence_no=number + n + 1,
            window_on=day,
        )
        for n, day in enumerate(days)
    )


def complete_midway(
    pair: Pair, exchange: Exchange, command: c.CompleteMidwayCheckIn, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One partner took stock; with the second the check-in is complete.

    A wish for contact becomes a matter for the coordinator, which does not say whose wish it is.
    """
    midway = exchange.midway
    if midway is None or midway.is_closed:
        raise Refused(
            f"the midway check-in opens on {exchange.midway_on} and is answered once",
            allowed=("ScheduleMeeting", "ConfirmMeeting", "LeavePair"),
        )
    if command.by in midway.answered_by:
        return ()
    answered = e.MidwayCheckInAnswered(**command.model_dump(exclude={"type"}))
    contact = escalation.raised(pair, "MidwayCheckInAnswered", at) if command.wants_contact else ()
    if len(midway.answered_by) + 1 < len(SIDES):
        return answered, *contact
    return answered, *contact, e.MidwayCheckInCompleted(completed_on=local_date(at, pair.zone))


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """Nudges while no date is set, half time, the last weeks, the end."""
    yield from _nudges(pair, exchange)
    if exchange.midway is None:
        yield Deadline(key=K.MIDWAY, due_at=morning(pair, exchange.midway_on))
    elif not exchange.midway.is_closed:
        yield from _midway_deadlines(pair, exchange.midway)
    yield from _last_deadlines(pair, exchange)


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of this phase."""
    today = local_date(at, pair.zone)
    match K.of(key):
        case K.MIDWAY:
            due_on = add_days(today, pair.policy.midway__window)
            return (e.MidwayCheckInOpened(opened_on=today, due_on=due_on),)
        case K.MIDWAY_WINDOW:
            return (e.MidwayCheckInLapsed(lapsed_on=today),)
        case K.CLOSING_PAIR:
            return (e.ClosingOpened(ends_on=exchange.ends_on),)
        case K.EXCHANGE_END:
            return (e.ReviewOpened(opened_on=today, due_on=add_days(today, pair.policy.review__window)),)
        case K.NO_DATE_NUDGE | K.SECOND_NUDGE | K.MIDWAY_REMINDER | K.CLOSING_COORDINATOR:
            return (e.ReminderFellDue(key=key),)
        case _:
            raise AssertionError(key)


def _nudges(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """Two nudges after the last meeting or cancellation, while no meeting has a date or awaits confirmation."""
    waiting_since = quiet.waiting_since(pair, exchange)
    if waiting_since is None:
        return
    counted_from = after_pauses(exchange, waiting_since)
    for key, days in (
        (K.NO_DATE_NUDGE, pair.policy.meeting__no_date_nudge),
        (K.SECOND_NUDGE, exchange.cadence_days),
    ):
        day = add_days(counted_from, days)
        if day < exchange.ends_on:
            yield Deadline(key=f"{key}#{waiting_since}", due_at=nudging(pair, day))


def _midway_deadlines(pair: Pair, midway: Midway) -> Iterator[Deadline]:
    again = add_days(midway.opened_on, pair.policy.midway__reminder)
    yield Deadline(key=K.MIDWAY_REMINDER, due_at=nudging(pair, again))
    yield Deadline(key=K.MIDWAY_WINDOW, due_at=end_of_day(midway.due_on, pair.zone))


def _last_deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """The last weeks, first for the two, then for the coordinator, and the end."""
    if not exchange.is_closing:
        yield Deadline(key=_key(K.CLOSING_PAIR, exchange), due_at=morning(pair, exchange.closing_on))
    told_on = add_days(exchange.ends_on, -pair.policy.closing__notice_coordinator)
    yield Deadline(key=_key(K.CLOSING_COORDINATOR, exchange), due_at=morning(pair, told_on))
    yield Deadline(key=_key(K.EXCHANGE_END, exchange), due_at=end_of_day(exchange.ends_on, pair.zone))


def _key(key: DeadlineKey, exchange: Exchange) -> str:
    """A deadline belongs to one end: what was done about it ends when an extension sets another one."""
    return f"{key}#{exchange.extensions}" if exchange.extensions else key
