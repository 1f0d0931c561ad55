"""How a pair fares: too early, green, amber, red, and back."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair import quiet
from domain.pair.agreement import KickoffPoint
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, Health, HealthCause, Intervention, Phase, Side
from tests.domain.quiet import START, health, intervene, matter, red
from tests.domain.story import Life, agreement, in_chemistry, in_exchange, in_kickoff, in_review, match, proposed

GREEN = e.HealthChanged(before=Health.TOO_EARLY, after=Health.GREEN)


def last_day(life: Life, policy_key: str) -> date:
    """The day on whose end, or in whose course, a deadline falls."""
    return (life.due(policy_key)[0].due_at - timedelta(hours=1)).date()


def begun(**policy: Any) -> Life:
    """A pair whose health is judged from now on."""
    life = in_exchange(match(policy={key.replace("__", "."): value for key, value in policy.items()}))
    life.pass_next("health.too_early_until")
    return life


@pytest.mark.parametrize("beginning", [proposed, in_chemistry, in_kickoff, in_exchange])
def test_at_first_it_is_too_early(beginning: Any) -> None:
    """Until the half year has begun nothing can be said, whatever is open."""
    life = beginning()
    assert health(life) is Health.TOO_EARLY
    assert not any(life.due(key) for key in ("health.amber", "health.no_date", "health.red"))


def test_after_two_weeks_it_is_judged() -> None:
    """Fourteen days after the start a pair is green, for the first time."""
    life = in_exchange()
    assert last_day(life, "health.too_early_until") == date(2027, 2, 1)
    life.passes("health.too_early_until").then(e.ReminderFellDue(key="health.too_early_until"), GREEN).asks_for()


def test_when_quiet_has_lasted_too_long() -> None:
    """Without a date for 21 days, and 14 and 28 days after the day on which a meeting was due."""
    life = begun()
    assert last_day(life, "health.no_date") == date(2027, 2, 8)
    assert last_day(life, "health.amber") == date(2027, 3, 1)
    assert last_day(life, "health.red") == date(2027, 3, 15)
    keys = [f"health.{key}#{START}" for key in ("no_date", "amber", "red")]
    assert [life.due(key.split("#")[0])[0].key for key in keys] == keys


def test_no_date_ahead_makes_amber() -> None:
    """Staff see it; nobody gets a letter."""
    turned = e.HealthChanged(before=Health.GREEN, after=Health.AMBER, causes=(HealthCause.NO_DATE,))
    life = begun()
    life.passes("health.no_date").then(e.ReminderFellDue(key=f"health.no_date#{START}"), turned).asks_for()


def test_a_missed_cadence_makes_amber() -> None:
    """Two weeks after a meeting was due both are asked how to go on; how often that happened is counted."""
    life = begun(health__no_date=60)
    missed = e.CadenceMissed(due_on=date(2027, 2, 15), days_overdue=14, n=1)
    turned = e.HealthChanged(before=Health.GREEN, after=Health.AMBER, causes=(HealthCause.OVERDUE,))
    life.passes("health.amber").then(e.ReminderFellDue(key=f"health.amber#{START}"), missed, turned)
    life.passes("health.amber").asks_for("E46 a b")
    life.pass_next("health.amber")
    assert life.due("health.amber") == []
    assert life.stage(Exchange).cadence_missed == 1


def test_amber_becomes_red() -> None:
    """Four weeks after a meeting was due a person has to help; both reasons are told."""
    life = begun()
    life.pass_next("health.amber")
    causes = (HealthCause.NO_DATE, HealthCause.OVERDUE)
    turned = e.HealthChanged(before=Health.AMBER, after=Health.RED, causes=causes)
    life.passes("health.red").then(e.EscalationRaised, turned).asks_for("E47 coordinator")
    life.pass_next("health.red")
    assert matter(life).cause == f"health.red#{START}"
    assert life.due("health.red") == []


@pytest.mark.parametrize("by", SIDES)
def test_a_date_makes_green(by: Side) -> None:
    """With a date ahead the pair is green at once, and the matter is settled."""
    life = red()
    settled = e.EscalationResolved(escalation_id=matter(life).escalation_id)
    date_set = c.ScheduleMeeting(by=by, starts_at=life.at + timedelta(days=3))
    turned = e.HealthChanged(before=Health.RED, after=Health.GREEN)
    life.when(date_set).then(e.MeetingScheduled, settled, turned)
    life.tell(date_set)
    assert not any(life.due(key) for key in ("health.amber", "health.no_date", "health.red"))


def test_a_cancelled_date_does_not_help() -> None:
    """Who is overdue and takes the new date back is overdue again: both and the coordinator are told anew."""
    life = red()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    life.wait(days=1)
    life.tell(c.CancelMeeting(by="a", meeting_id=life.meeting().meeting_id))
    assert health(life) is Health.GREEN
    life.wait(hours=1)
    assert health(life) is Health.RED
    assert matter(life).cause == "health.red#2027-03-17"
    assert life.stage(Exchange).cadence_missed == 2


def test_a_meeting_counts_anew() -> None:
    """After a meeting the cadence counts from its day."""
    life = begun()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    held_on = life.today + timedelta(days=1)
    life.wait(days=2)
    assert life.due("health.red") == [], "it awaits confirmation"
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=life.meeting().meeting_id) for side in SIDES))
    assert last_day(life, "health.amber") == held_on + timedelta(days=28 + 14)
    assert last_day(life, "health.red") == held_on + timedelta(days=28 + 28)
    assert last_day(life, "health.no_date") == held_on + timedelta(days=21)


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("beginning", [proposed, in_kickoff, in_exchange, in_review])
def test_who_asks_for_help_makes_the_pair_red(beginning: Any, by: Side) -> None:
    """In every open phase, until a person has settled it; then the pair is what it was before."""
    life = beginning()
    before = life.pair.health
    life.tell(c.RequestSupport(by=by))
    assert life.events[-2] == e.HealthChanged(before=before, after=Health.RED, causes=(HealthCause.CONTACT_WISHED,))
    about = next(x for x in life.pair.escalations if x.cause == "SupportRequested")
    life.tell(intervene(about.escalation_id, Intervention.NOTE_TALK))
    assert health(life) is before


def test_a_wish_is_not_settled_by_another_matter() -> None:
    """A talk about a quiet pair leaves a call for help open, and the other way round."""
    life = red()
    silence = matter(life)
    life.tell(c.RequestSupport(by="a"))
    wish = life.pair.escalations[1]
    life.tell(intervene(silence.escalation_id, Intervention.NOTE_TALK))
    assert life.pair.is_contact_wished
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    assert health(life) is Health.RED
    life.tell(intervene(wish.escalation_id, Intervention.NOTE_TALK))
    assert health(life) is Health.GREEN


def test_a_wish_that_was_heard_makes_no_pair_red() -> None:
    """While a quiet pair's matter is still open, a settled wish is settled."""
    life = in_exchange()
    life.tell(c.RequestSupport(by="a"))
    wish = matter(life)
    life.pass_next("health.too_early_until")
    life.pass_next("inactivity.warn")
    life.tell(intervene(wish.escalation_id, Intervention.NOTE_TALK))
    assert not life.pair.is_contact_wished
    assert len(life.pair.escalations) == 2


def test_a_pause_leaves_health_as_it_is() -> None:
    """Paused days do not count; after them everything comes so many days later."""
    life = begun()
    life.pass_next("health.no_date")
    due_on = last_day(life, "health.amber")
    until_on = life.today + timedelta(days=10)
    life.tell(c.PausePair(staff_id="coordinator-1", until_on=until_on, reason="a busy time"))
    assert (life.pair.phase, life.pair.health) == (Phase.PAUSED, Health.AMBER)
    assert life.due("health.red") == []
    life.wait(days=12)
    assert health(life) is Health.AMBER
    assert last_day(life, "health.amber") - due_on == timedelta(days=11)


@pytest.mark.parametrize(("days", "key"), [(1, "health.too_early_until"), (17, "health.no_date")])
def test_paused_days_do_not_count(days: int, key: str) -> None:
    """Neither for the first judgement nor for the time without a date."""
    life = in_exchange()
    life.wait(days=days)
    due_on = last_day(life, key)
    until_on = life.today + timedelta(days=9)
    life.tell(c.PausePair(staff_id="coordinator-1", until_on=until_on, reason="a busy time"))
    life.wait(days=10)
    assert life.pair.phase is Phase.ACTIVE
    assert last_day(life, key) - due_on == timedelta(days=10)


def test_what_is_overdue_is_told_of_a_red_pair() -> None:
    """Even where an operator has taken the first step away."""
    life = begun()
    life.tell(c.SkipDeadline(operator_id="operator-1", reason="on holiday", key=life.due("health.amber")[0].key))
    life.pass_next("health.red")
    (turned,) = (x for x in life.events if isinstance(x, e.HealthChanged) and x.after is Health.RED)
    assert turned.causes == (HealthCause.NO_DATE, HealthCause.OVERDUE)


def test_the_kickoff_talk_is_no_meeting_of_the_half_year() -> None:
    """Where the half year began before the talk, the cadence counts from the beginning."""
    life = in_kickoff()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=4)))
    starts_on = life.today
    life.wait(days=5)
    text = agreement(life.pair.match, starts_on)
    life.tell(c.ProposeAgreement(by="a", agreement=text))
    life.tell(*(c.AgreeKickoffPoint(by=side, point=point) for side in SIDES for point in KickoffPoint))
    life.tell(*(c.ConfirmAgreement(by=side, hash=text.hash()) for side in SIDES))
    assert quiet.waiting_since(life.pair, life.stage(Exchange)) == starts_on


@pytest.mark.parametrize("key", ["health.amber", "health.no_date", "health.red"])
def test_a_skipped_deadline_changes_nothing(key: str) -> None:
    """What an operator has taken away makes no pair amber or red."""
    life = begun()
    skipped = c.SkipDeadline(operator_id="operator-1", reason="on holiday", key=life.due(key)[0].key)
    life.when(skipped).then(e.DeadlineSkipped)


def test_the_end_of_the_half_year_ends_quiet() -> None:
    """Whoever looks back was green, and quiet matters are settled."""
    life = red()
    while life.pair.phase is not Phase.REVIEW:
        life.wait(days=7)
    assert (life.pair.health, life.pair.escalations) == (Health.GREEN, ())


def test_after_the_end_nothing_is_said_of_health() -> None:
    """A pair that has ended is neither green nor red."""
    life = red()
    life.when(c.LeavePair(by="b")).then(e.ExitRequested, e.PairDissolved)


def test_an_outage_loses_no_step() -> None:
    """After weeks without service every step comes, in order."""
    life = begun()
    life.at += timedelta(days=60)
    life.wait(hours=1)
    said = [x.after for x in life.events if isinstance(x, e.HealthChanged)]
    assert said == [Health.GREEN, Health.AMBER, Health.RED]
