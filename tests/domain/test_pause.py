"""Pausing: proposed and agreed, or decided by the coordinator; its limits; what it cancels and what stays due."""

from datetime import date, timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Exchange, PausedDays
from domain.pair.values import SIDES, MeetingState, Phase, Side, other
from domain.working_time import end_of_day
from tests.domain.pauses import RESUME_PAIR, TODAY, in_closing, moved_by_operator, pause_pair, paused
from tests.domain.story import Life, in_chemistry, in_exchange, in_kickoff, in_review, proposed

OTHERS = tuple(name for name in ALLOWED[Phase.ACTIVE] if name not in ("ProposePause", "AgreePause"))


@pytest.mark.parametrize("by", SIDES)
def test_one_proposes_and_the_other_agrees(by: Side) -> None:
    """Whoever proposes, the pair pauses from the day on which the other one agrees."""
    life, until_on = in_exchange(), date(2027, 2, 10)
    propose = c.ProposePause(by=by, until_on=until_on)
    life.when(propose).then(e.PauseProposed(by=by, until_on=until_on))
    life.tell(propose)
    life.wait(days=2)
    agreed = e.PairPaused(paused_on=date(2027, 1, 20), until_on=until_on, by=other(by))
    life.when(c.AgreePause(by=other(by))).then(agreed)
    life.tell(c.AgreePause(by=other(by)))
    assert life.pair.phase is Phase.PAUSED
    assert life.stage(Exchange).pause_proposal is None


@pytest.mark.parametrize("by", SIDES)
def test_nobody_agrees_to_the_own_proposal(by: Side) -> None:
    """It takes two: nothing to agree to is refused as the own proposal is."""
    life = in_exchange()
    life.when(c.AgreePause(by=by)).refuses("has proposed no pause", allowed=("ProposePause",))
    life.tell(c.ProposePause(by=by, until_on=date(2027, 2, 10)))
    life.when(c.AgreePause(by=by)).refuses("has proposed no pause", allowed=("ProposePause",))


@pytest.mark.parametrize("by", SIDES)
def test_a_newer_proposal_takes_the_place_of_the_older(by: Side) -> None:
    """What counts is the last proposal; the same again is silence, and said by the partner it is agreement."""
    life, first, second = in_exchange(), date(2027, 2, 10), date(2027, 2, 17)
    life.tell(c.ProposePause(by=by, until_on=first))
    life.when(c.ProposePause(by=by, until_on=first)).stays_quiet()
    for anybody in SIDES:
        life.when(c.ProposePause(by=anybody, until_on=second)).then(e.PauseProposed(by=anybody, until_on=second))
    life.when(c.ProposePause(by=other(by), until_on=first)).then(
        e.PairPaused(paused_on=TODAY, until_on=first, by=other(by))
    )
    life.tell(c.ProposePause(by=other(by), until_on=second))
    life.when(c.AgreePause(by=other(by))).refuses("has proposed no pause", allowed=("ProposePause",))
    life.when(c.AgreePause(by=by)).then(e.PairPaused(paused_on=TODAY, until_on=second, by=by))


@pytest.mark.parametrize("days", [-1, 0, 42, 400])
def test_a_pause_ends_within_its_limit(days: int) -> None:
    """A pause ends after today, and lasts `pause.max` days at most with its first and its last day."""
    life = in_exchange()
    until_on, words = TODAY + timedelta(days=days), "any day from 2027-01-19 to 2027-02-28"
    life.when(c.ProposePause(by="a", until_on=until_on)).refuses(words, allowed=("ProposePause",))
    life.when(pause_pair(until_on)).refuses(words, allowed=("PausePair",))


@pytest.mark.parametrize("days", [1, 41])
def test_the_first_and_the_last_day_that_are_possible(days: int) -> None:
    """Tomorrow and the last day of the limit are possible, for the two and for the coordinator."""
    until_on = TODAY + timedelta(days=days)
    life = in_exchange()
    life.when(c.ProposePause(by="a", until_on=until_on)).then(e.PauseProposed)
    life.when(pause_pair(until_on)).then(e.PairPaused(paused_on=TODAY, until_on=until_on, reason="parental leave"))


def test_a_proposal_can_come_too_late() -> None:
    """A pause whose last day has come cannot be agreed to any more; another one can be proposed."""
    life = in_exchange()
    life.tell(c.ProposePause(by="a", until_on=date(2027, 1, 20)))
    life.until_day(date(2027, 1, 19)).when(c.AgreePause(by="b")).then(e.PairPaused)
    life.until_day(date(2027, 1, 20))
    words = "any day from 2027-01-21 to 2027-03-02"
    life.when(c.AgreePause(by="b")).refuses(words, allowed=("ProposePause",))


def test_all_pauses_together_have_a_limit() -> None:
    """After 42 and 40 days two more are left, after them none; a pause that began is counted as it was."""
    life = paused(days=42).wait(days=43)
    paused(days=40, life=life).wait(days=41)
    today = life.today
    words = f"any day from {today + timedelta(days=1)} to {today + timedelta(days=1)}"
    life.when(c.ProposePause(by="b", until_on=today + timedelta(days=2))).refuses(words, allowed=("ProposePause",))
    paused(days=2, life=life).wait(days=3)
    assert life.stage(Exchange).paused_days == 84
    used_up = "no more days of pause are left"
    tomorrow = life.today + timedelta(days=1)
    life.when(c.ProposePause(by="b", until_on=tomorrow)).refuses(used_up, allowed=OTHERS)
    life.when(pause_pair(tomorrow)).refuses(used_up)


def test_another_policy_may_leave_no_days_to_a_proposal() -> None:
    """A pause that was proposed cannot be agreed to any more; all else stays possible."""
    life = paused(days=10).wait(days=11)
    life.tell(c.ProposePause(by="a", until_on=life.today + timedelta(days=5)))
    policy = life.pair.policy.with_(pause__question=5, pause__max=10, pause__total=10)
    life.tell(c.MigratePolicy(operator_id="operator-1", policy=policy, reason="decided by the board"))
    life.when(c.AgreePause(by="b")).refuses("no more days of pause are left", allowed=OTHERS)


@pytest.mark.parametrize(
    "life", [proposed(), in_chemistry(), in_kickoff(), in_closing(), in_review()], ids=lambda life: life.pair.phase
)
def test_only_an_active_pair_pauses(life: Life) -> None:
    """Neither the two nor the coordinator pause a pair, or let it go on, at another phase."""
    phase, until_on = life.pair.phase, life.today + timedelta(days=5)
    for command in (c.ProposePause(by="a", until_on=until_on), c.AgreePause(by="a"), c.ProposeResume(by="b")):
        life.when(command).refuses(f"not possible at {phase}", allowed=ALLOWED[phase])
    life.when(pause_pair(until_on)).refuses(f"only a pair at ACTIVE can be paused; this one is at {phase}")
    life.when(RESUME_PAIR).refuses("this pair is not paused")


def test_meetings_inside_the_pause_are_cancelled() -> None:
    """Dates from now to its last day fall out, what is past or comes later stays; nobody is named."""
    life = in_exchange()
    for days in (1, 3, 12, 13):
        life.tell(c.ScheduleMeeting(by="b", starts_at=life.at + timedelta(days=days)))
    life.wait(days=2, hours=2)
    past, first, last, after = life.pair.meetings_in(MeetingState.SCHEDULED)
    assert last.window_on == date(2027, 1, 30)
    cancelled = [
        e.MeetingCancelled(meeting_id=m.meeting_id, ics_sequence=1, cancelled_on=date(2027, 1, 20))
        for m in (first, last)
    ]
    life.tell(c.ProposePause(by="a", until_on=date(2027, 1, 30)))
    life.when(c.AgreePause(by="b")).then(e.PairPaused, *cancelled)
    life.tell(c.AgreePause(by="b"))
    assert life.pair.meetings_in(MeetingState.SCHEDULED) == (past, after)


def test_the_plan_of_a_paused_pair() -> None:
    """Only the end of the pause, its question and the confirmation of past meetings are due."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(hours=1)))
    paused(days=40, life=life.wait(days=2))
    assert {DeadlineKey.of(d.key) for d in open_deadlines(life.pair)} == {
        DeadlineKey.CONFIRM_REMINDER,
        DeadlineKey.CONFIRM_CLOSED,
        DeadlineKey.PAUSE_QUESTION,
        DeadlineKey.PAUSE_END,
    }
    life.wait(days=20)
    (left,) = life.pair.meetings_in(MeetingState.UNCONFIRMED)
    assert {DeadlineKey.of(d.key) for d in open_deadlines(life.pair)} == {
        DeadlineKey.PAUSE_QUESTION,
        DeadlineKey.PAUSE_END,
    }
    assert left.window_on == TODAY


def test_no_meetings_are_set_during_a_pause() -> None:
    """While paused nothing is planned; the two may end the pause, or prolong it."""
    life = paused()
    schedule = c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=30))
    life.when(schedule).refuses("not possible at PAUSED", allowed=ALLOWED[Phase.PAUSED])


@pytest.mark.parametrize("by", SIDES)
def test_both_prolong_a_pause(by: Side) -> None:
    """A longer pause is proposed and agreed like the first one; it counts from its beginning."""
    life = paused(days=10).wait(days=5)
    longer = date(2027, 2, 20)
    life.when(c.ProposePause(by=by, until_on=longer)).then(e.PauseProposed(by=by, until_on=longer))
    life.tell(c.ProposePause(by=by, until_on=longer))
    prolonged = e.PairPaused(paused_on=TODAY, until_on=longer, by=other(by))
    life.when(c.AgreePause(by=other(by))).then(prolonged)
    life.tell(c.AgreePause(by=other(by)))
    assert life.due("pause.max")[0].due_at == end_of_day(longer, life.pair.zone)
    life.until_day(date(2027, 2, 21))
    assert life.stage(Exchange).pauses == (PausedDays(from_on=TODAY, days=34),)


def test_a_longer_pause_cancels_more_meetings() -> None:
    """A meeting after the pause falls out when the pause is prolonged over it."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=15)))
    paused(days=10, life=life)
    life.when(pause_pair(date(2027, 2, 1))).then(e.PairPaused)
    life.when(pause_pair(date(2027, 2, 2))).then(e.PairPaused, e.MeetingCancelled)


@pytest.mark.parametrize("until_on", [date(2027, 1, 27), date(2027, 1, 20), date(2027, 3, 1)])
def test_a_prolonged_pause_is_longer_and_within_its_limit(until_on: date) -> None:
    """Neither a shorter pause nor one beyond the limit, which counts from the beginning."""
    life = paused(days=10).wait(days=5)
    words = "any day from 2027-01-28 to 2027-02-28"
    life.when(c.ProposePause(by="a", until_on=until_on)).refuses(words, allowed=("ProposePause",))


def test_a_pause_that_an_operator_lets_last_ends_in_the_future() -> None:
    """Where the end was moved beyond the last day agreed, a longer pause ends after today."""
    life = paused(days=10)
    moved_by_operator(life, life.due("pause.max")[0].key, life.at + timedelta(days=30))
    life.wait(days=20)
    words = "any day from 2027-02-08 to 2027-02-28"
    life.when(c.ProposePause(by="a", until_on=life.today)).refuses(words, allowed=("ProposePause",))


def test_a_pause_at_its_limit_can_only_end() -> None:
    """After the longest pause the two may go on, and the coordinator may let them."""
    life = paused(days=42).wait(days=5)
    later = date(2027, 3, 5)
    others = tuple(name for name in ALLOWED[Phase.PAUSED] if name not in ("ProposePause", "AgreePause"))
    life.when(c.ProposePause(by="b", until_on=later)).refuses("no more days of pause are left", allowed=others)
    life.when(pause_pair(later)).refuses("no more days of pause are left", allowed=("ResumePair",))


def test_the_coordinator_pauses_at_once() -> None:
    """The coordinator's word is enough, names nobody, and the same word again is silence."""
    life, until_on = in_exchange(), date(2027, 2, 10)
    life.tell(c.ProposePause(by="a", until_on=date(2027, 2, 1)))
    life.tell(pause_pair(until_on))
    assert life.pair.phase is Phase.PAUSED
    life.when(pause_pair(until_on)).stays_quiet()
    longer = date(2027, 2, 12)
    life.when(pause_pair(longer)).then(e.PairPaused(paused_on=TODAY, until_on=longer, reason="parental leave"))
    life.when(c.AgreePause(by="b")).refuses("has proposed no pause", allowed=("ProposePause",))
