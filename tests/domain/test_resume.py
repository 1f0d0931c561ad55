"""Going on after a pause: agreed, decided, or by itself; what has moved meanwhile."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.base import DeadlinePassed
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.expected import expected_meetings
from domain.pair.pause import after_pauses
from domain.pair.stages import Exchange, PausedDays
from domain.pair.values import SIDES, MeetingState, Phase, Side, other
from domain.working_time import end_of_day, local_date
from tests.domain.pauses import RESUME_PAIR, TODAY, moved_by_operator, pause_pair, paused
from tests.domain.story import in_exchange, match


def pauses(*past: tuple[date, int]) -> Exchange:
    """A half year with these pauses, each as its beginning and its days."""
    over = tuple(PausedDays(from_on=from_on, days=days) for from_on, days in past)
    return in_exchange().stage(Exchange).with_(pauses=over)


@pytest.mark.parametrize("by", SIDES)
def test_both_go_on_before_the_end(by: Side) -> None:
    """One proposes to go on, the other agrees or proposes it, too: all moves by the days actually paused."""
    life = paused().wait(days=8)
    life.when(c.AgreeResume(by=by)).refuses("has not proposed to go on", allowed=("ProposeResume",))
    life.when(c.ProposeResume(by=by)).then(e.ResumeProposed(by=by))
    life.tell(c.ProposeResume(by=by))
    life.when(c.ProposeResume(by=by)).stays_quiet()
    life.when(c.AgreeResume(by=by)).refuses("has not proposed to go on", allowed=("ProposeResume",))
    resumed = e.PairResumed(
        resumed_on=date(2027, 1, 26),
        shifted_by_days=8,
        ends_on=date(2027, 7, 26),
        midway_on=date(2027, 4, 26),
        closing_on=date(2027, 6, 28),
        expected_meetings=6,
        by=other(by),
    )
    life.when(c.AgreeResume(by=other(by))).then(resumed)
    life.when(c.ProposeResume(by=other(by))).then(resumed)
    life.tell(c.AgreeResume(by=other(by)))
    assert life.pair.phase is Phase.ACTIVE


def test_a_longer_pause_takes_back_the_wish_to_go_on() -> None:
    """Who agrees to prolong the pause is not held to an earlier wish to end it."""
    life = paused().wait(days=3)
    life.tell(c.ProposeResume(by="a"), c.ProposePause(by="b", until_on=date(2027, 2, 20)), c.AgreePause(by="a"))
    life.when(c.AgreeResume(by="b")).refuses("has not proposed to go on", allowed=("ProposeResume",))


def test_to_go_on_takes_back_the_wish_for_a_longer_pause() -> None:
    """Once the pair goes on nobody agrees to a pause that was proposed before."""
    life = paused().wait(days=3)
    life.tell(c.ProposePause(by="b", until_on=date(2027, 2, 20)), RESUME_PAIR)
    life.when(c.AgreePause(by="a")).refuses("has proposed no pause", allowed=("ProposePause",))


def test_the_coordinator_lets_a_pair_go_on() -> None:
    """The coordinator's word is enough and names nobody; a pair that is not paused has nothing to go on with."""
    life = paused().wait(days=8)
    (resumed,) = [x for x in life.tell(RESUME_PAIR) if isinstance(x, e.PairResumed)]
    assert (resumed.by, resumed.reason, resumed.shifted_by_days) == (None, "back again", 8)
    life.when(RESUME_PAIR).refuses("this pair is not paused", allowed=("PausePair",))


def test_a_pause_of_no_day_moves_nothing() -> None:
    """Who goes on the same day keeps all dates."""
    life = paused()
    before = in_exchange().stage(Exchange)
    life.tell(RESUME_PAIR)
    after = life.stage(Exchange)
    assert (after.ends_on, after.midway_on, after.closing_on) == (before.ends_on, before.midway_on, before.closing_on)
    assert open_deadlines(life.pair) == open_deadlines(in_exchange().pair)


def test_at_its_end_a_pair_goes_on_by_itself() -> None:
    """When the last day is over the pair goes on, in the name of nobody, all dates later by the days of the pause."""
    life = paused()
    resumed = e.PairResumed(
        resumed_on=date(2027, 2, 7),
        shifted_by_days=20,
        ends_on=date(2027, 8, 7),
        midway_on=date(2027, 5, 8),
        closing_on=date(2027, 7, 10),
        expected_meetings=6,
    )
    assert life.due("pause.max")[0].due_at == datetime(2027, 2, 6, 23, tzinfo=UTC)
    life.passes("pause.max").then(resumed)
    life.wait(days=21)
    assert life.pair.phase is Phase.ACTIVE


def test_an_outage_makes_no_pause_longer() -> None:
    """Who is late to let the pair go on counts the days until the end of the pause, not until today."""
    life = paused()
    end = life.due("pause.max")[0]
    late = life.when(DeadlinePassed(key=end.key, due_at=end.due_at), at=end.due_at + timedelta(days=9))
    late.then(
        e.PairResumed(
            resumed_on=date(2027, 2, 7),
            shifted_by_days=20,
            ends_on=date(2027, 8, 7),
            midway_on=date(2027, 5, 8),
            closing_on=date(2027, 7, 10),
            expected_meetings=6,
        )
    )


def test_an_operator_moves_the_end_of_a_pause() -> None:
    """The days count that the pair has actually paused."""
    life, due_at = paused(), datetime(2027, 2, 10, 12, tzinfo=UTC)
    moved_by_operator(life, life.due("pause.max")[0].key, due_at)
    life.until(due_at)
    assert life.stage(Exchange).pauses == (PausedDays(from_on=TODAY, days=23),)


def test_a_longer_pause_has_an_end_of_its_own() -> None:
    """What an operator moved was the end of the shorter pause."""
    life, longer = paused(), date(2027, 2, 14)
    moved_by_operator(life, life.due("pause.max")[0].key, datetime(2027, 2, 1, 12, tzinfo=UTC))
    life.tell(pause_pair(longer))
    assert life.due("pause.max")[0].due_at == end_of_day(longer, life.pair.zone)


def test_the_question_how_to_go_on() -> None:
    """After `pause.question` days, on an open morning, both are asked once, also when the pause is prolonged."""
    life = paused(days=40)
    assert life.due("pause.question")[0].due_at == datetime(2027, 2, 22, 7, tzinfo=UTC)
    life.passes("pause.question").then(e.PauseQuestionAsked(until_on=date(2027, 2, 26)))
    life.until_day(date(2027, 2, 22))
    assert life.due("pause.question") == []
    life.tell(pause_pair(date(2027, 2, 28)))
    assert life.due("pause.question") == []


@pytest.mark.parametrize("hours", ["always", "Mon-Fri 08:00-18:00"])
@pytest.mark.parametrize(("days", "asked"), [(35, 0), (36, 1)])
def test_only_a_longer_pause_is_questioned(hours: str, days: int, asked: int) -> None:
    """A pause that is over by then needs no question; one that is longer does, and each pause anew."""
    life = paused(days=days, life=in_exchange(match(policy={"mail.sending_hours": hours})))
    assert len(life.due("pause.question")) == asked
    paused(days=36, life=life.wait(days=days + 1))
    assert len(life.due("pause.question")) == 1


def test_a_question_that_was_skipped_is_asked_in_the_next_pause() -> None:
    """What an operator did about one pause says nothing about another one."""
    life = paused(days=40)
    life.tell(c.SkipDeadline(operator_id="o", key=life.due("pause.question")[0].key, reason="asked for by phone"))
    assert life.due("pause.question") == []
    paused(days=40, life=life.wait(days=41))
    assert len(life.due("pause.question")) == 1


def test_what_was_due_moves() -> None:
    """Every deadline of the half year comes later by the paused days, whatever day of the week the pause ends."""
    life = in_exchange(match(policy={"mail.sending_hours": "always"}))
    before = {d.key: d.due_at for d in open_deadlines(life.pair)}
    paused(days=14, life=life).wait(days=15)
    after = {d.key: d.due_at for d in open_deadlines(life.pair)}
    moved = {key: local_date(due_at, life.pair.zone) for key, due_at in after.items()}
    assert moved == {key: local_date(due_at, life.pair.zone) + timedelta(days=14) for key, due_at in before.items()}


def test_planned_meetings_move() -> None:
    """Meetings without a date are expected later by the paused days; those with a date were settled by the two."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=60)))
    dated, planned = life.meeting(), life.pair.meetings_in(MeetingState.PLANNED)
    paused(days=14, life=life).wait(days=15)
    assert life.meeting() == dated
    later = life.pair.meetings_in(MeetingState.PLANNED)
    assert [m.window_on for m in later][: len(planned)] == [m.window_on + timedelta(days=14) for m in planned]


def test_half_time_that_is_open_lasts_longer() -> None:
    """An open check-in has its reminder and its end later by the paused days; half time itself has been."""
    life = in_exchange()
    life.until(life.due("midway.at")[0].due_at).wait(days=1)
    midway_on = life.stage(Exchange).midway_on
    before = [life.due(key)[0].due_at for key in ("midway.reminder", "midway.window")]
    paused(days=14, life=life).wait(days=15)
    assert [life.due(key)[0].due_at for key in ("midway.reminder", "midway.window")] == [
        due_at + timedelta(days=14) for due_at in before
    ]
    assert life.stage(Exchange).midway_on == midway_on


def test_half_time_that_is_over_stays_over() -> None:
    """A check-in that lapsed before the pause is not opened by it."""
    life = in_exchange()
    life.until(life.due("midway.at")[0].due_at).wait(days=20)
    lapsed = life.stage(Exchange).midway
    paused(days=14, life=life).wait(days=15)
    assert life.stage(Exchange).midway == lapsed
    assert life.due("midway.window") == life.due("midway.at") == []


def test_the_time_to_say_that_a_quiet_pair_goes_on_lasts_longer() -> None:
    """Who was asked before the pause has as many days to answer after it as were left."""
    life = in_exchange()
    life.until(life.due("inactivity.warn")[0].due_at).wait(days=2)
    close_on = life.stage(Exchange).close_on
    assert close_on is not None
    paused(days=14, life=life).wait(days=15)
    assert life.stage(Exchange).close_on == close_on + timedelta(days=14)


def test_what_was_done_before_the_pause_is_not_done_again() -> None:
    """A nudge that went out before the pause does not go out again after it."""
    life = in_exchange().wait(days=12)
    assert life.due("meeting.no_date_nudge") == []
    paused(days=14, life=life).wait(days=15)
    assert life.due("meeting.no_date_nudge") == []
    assert len(life.due("meeting.cadence")) == 1


def test_the_end_counts_all_pauses() -> None:
    """The half year is as long as agreed, and all its pauses; the meetings expected are those of the agreement."""
    life = in_exchange()
    for days in (10, 42, 7):
        paused(days=days, life=life).wait(days=days + 3)
    exchange = life.stage(Exchange)
    assert exchange.paused_days == 59
    assert exchange.ends_on == date(2027, 7, 18) + timedelta(days=59)
    assert exchange.expected_meetings == 6


def test_deadlines_that_an_operator_moved_move_on() -> None:
    """What rests in the pause comes at the same hour so many days later; what goes on keeps its moment."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(hours=1)))
    life.wait(days=2)
    closed = life.due("meeting.confirm_closed")[0]
    moved_by_operator(life, closed.key, closed.due_at + timedelta(days=40))
    moved_by_operator(life, "midway.at", datetime(2027, 4, 1, 8, tzinfo=UTC))
    paused(days=14, life=life).wait(days=15)
    assert life.due("midway.at")[0].due_at == datetime(2027, 4, 15, 8, tzinfo=UTC)
    assert life.due("meeting.confirm_closed")[0].due_at == closed.due_at + timedelta(days=40)


@pytest.mark.parametrize(
    ("past", "day", "counts_from"),
    [
        ([], 10, 10),
        ([(20, 7)], 10, 17),
        ([(20, 7)], 20, 27),
        ([(20, 7)], 23, 27),
        ([(20, 7)], 26, 27),
        ([(20, 7)], 27, 27),
        ([(20, 7)], 30, 30),
        ([(20, 0)], 20, 20),
        ([(20, 7), (27, 2)], 20, 29),
        ([(5, 3), (20, 7)], 2, 12),
        ([(5, 3), (20, 7)], 6, 15),
        ([(5, 3), (20, 7)], 10, 17),
        ([(5, 3), (20, 7)], 28, 28),
    ],
    ids=str,
)
def test_what_is_counted_from_a_day_stands_still_in_pauses(
    past: list[tuple[int, int]], day: int, counts_from: int
) -> None:
    """A pause on the day or later moves it, a day inside becomes the day of resuming, one long after stays."""
    first = date(2027, 2, 1)
    exchange = pauses(*((first + timedelta(days=begins), days) for begins, days in past))
    assert after_pauses(exchange, first + timedelta(days=day)) == first + timedelta(days=counts_from)


@pytest.mark.parametrize(
    ("paused_days", "cadence_days", "expected"), [(0, 28, 6), (14, 28, 5), (13, 28, 6), (0, 181, 1), (0, 182, 0)]
)
def test_expected_meetings(paused_days: int, cadence_days: int, expected: int) -> None:
    """As many whole cadences as fit into the half year without its pauses."""
    dates: dict[str, Any] = {"starts_on": date(2027, 1, 18), "ends_on": date(2027, 7, 18)}
    assert expected_meetings(**dates, paused_days=paused_days, cadence_days=cadence_days) == expected
