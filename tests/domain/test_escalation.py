"""The ladder: who has to react, what they can do, what settles itself."""

from datetime import date, datetime, timedelta
from functools import reduce
from uuid import UUID

import pytest

from domain.pair import commands as c
from domain.pair import escalation
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.values import EndReason, EscalationLevel, Intervention, Phase, Relation
from tests.domain.quiet import REACTING, acknowledge, asked, intervene, matter, red, with_deputy
from tests.domain.story import Life, in_chemistry, in_exchange, in_kickoff, in_review, match, proposed

NOWHERE = UUID(int=0)
KEY = "escalation.coordinator_reacts"
HOLIDAY = date(2027, 3, 17)


def conflict(life: Life) -> Life:
    """The two stand in a line of command now."""
    life.tell(
        c.ReceiveSignal(
            signal_id="signal-1",
            source="hr",
            sent_at=life.at,
            signal="hr.manager_changed",
            data={"person_id": "person-1", "manager_id": "person-2", "skip_level_id": "board"},
        )
    )
    return life


def test_a_matter_has_an_id_of_its_own() -> None:
    """The same cause raised again later is another matter; the same story gives the same ids."""
    life, same = in_exchange(), in_exchange()
    for each in (life, same):
        each.tell(c.RequestSupport(by="a"))
    first = matter(life)
    assert matter(same) == first
    life.tell(intervene(first.escalation_id, Intervention.NOTE_TALK), c.RequestSupport(by="a"))
    assert matter(life).escalation_id != first.escalation_id


def test_an_open_matter_is_not_raised_twice() -> None:
    """Deadlines of one kind are one matter, as are events of one type; others are matters of their own."""
    life = red()
    assert escalation.raised(life.pair, "health.red#2027-12-24", life.at) == ()
    assert escalation.fallen_due(life.pair, "health.red#x", life.at) == (e.ReminderFellDue(key="health.red#x"),)
    for cause in ("inactivity.warn#2027-01-18", "PulseSubmitted"):
        (raised,) = escalation.raised(life.pair, cause, life.at)
        assert raised.cause == cause
    life.tell(c.RequestSupport(by="a"))
    assert escalation.raised(life.pair, "SupportRequested", life.at) == ()


@pytest.mark.parametrize(("holidays", "react_by_on"), [((), date(2027, 3, 23)), ((HOLIDAY,), date(2027, 3, 24))])
def test_five_working_days_to_react(holidays: tuple[date, ...], react_by_on: date) -> None:
    """Counted from the day on which the matter was raised, without weekends and holidays."""
    life = red(match(holidays=holidays))
    assert life.today == date(2027, 3, 16)
    assert matter(life).react_by_on == react_by_on
    assert life.due(KEY)[0].due_at - timedelta(days=1) == _midnight(life, react_by_on)


def _midnight(life: Life, day: date) -> datetime:
    return life.at + (day - life.today)


def test_nobody_reacts() -> None:
    """After the coordinator comes the deputy, then the sponsor, above whom is nobody."""
    life = red(with_deputy())
    about = matter(life).escalation_id
    to_deputy = e.EscalationReassigned(escalation_id=about, level=EscalationLevel.DEPUTY, react_by_on=date(2027, 3, 31))
    life.passes(KEY).then(to_deputy).asks_for("E81 deputy")
    life.pass_next(KEY)
    life.passes(KEY).then(e.EscalationReassigned(escalation_id=about, level=EscalationLevel.SPONSOR)).asks_for()
    life.pass_next(KEY)
    assert life.due(KEY) == []
    assert matter(life).level is EscalationLevel.SPONSOR


def test_a_programme_without_a_deputy() -> None:
    """Goes to the sponsor at once."""
    life = red()
    about = matter(life).escalation_id
    life.passes(KEY).then(e.EscalationReassigned(escalation_id=about, level=EscalationLevel.SPONSOR))


def test_taking_a_matter_up() -> None:
    """Whoever takes it up has as many days again; once, and saying so twice changes nothing."""
    life = red(with_deputy())
    about = matter(life).escalation_id
    life.wait(days=3)
    taken = e.EscalationAcknowledged(escalation_id=about, react_by_on=date(2027, 3, 26))
    life.when(acknowledge(about)).then(taken).asks_for()
    life.tell(acknowledge(about))
    life.when(acknowledge(about)).stays_quiet()
    life.when(acknowledge(about), at=life.at + timedelta(days=2)).stays_quiet()
    assert life.due(KEY)[0].due_at - timedelta(days=1) == _midnight(life, date(2027, 3, 26))
    life.passes(KEY).then(e.EscalationReassigned)


def test_each_matter_is_taken_up_alone() -> None:
    """Whoever takes one up has not taken up the other."""
    life = red()
    life.tell(c.RequestSupport(by="a"))
    first, second = life.pair.escalations
    life.wait(days=1).tell(acknowledge(second.escalation_id))
    assert [each.is_acknowledged for each in life.pair.escalations] == [False, True]
    assert life.pair.escalations[0] == first


def test_what_was_taken_up_is_not_forgotten() -> None:
    """Taken up and never settled, it goes on to the deputy, who may take it up as well."""
    life = red(with_deputy())
    about = matter(life).escalation_id
    life.tell(acknowledge(about))
    life.pass_next(KEY)
    assert (matter(life).level, matter(life).is_acknowledged) == (EscalationLevel.DEPUTY, False)
    life.when(acknowledge(about)).then(e.EscalationAcknowledged)
    life.pass_next(KEY)
    life.when(acknowledge(about)).then(e.EscalationAcknowledged(escalation_id=about))


@pytest.mark.parametrize("intervention", [Intervention.NOTE_TALK, Intervention.OFFER_DATES, Intervention.OFFER_PAUSE])
def test_what_helps(intervention: Intervention) -> None:
    """What the coordinator did is written down with the reason, and settles the matter."""
    life = red()
    about = matter(life).escalation_id
    done = e.CoordinatorIntervened(escalation_id=about, intervention=intervention, reason="talked to both")
    command = intervene(about, intervention)
    life.when(command).then(done, e.EscalationResolved(escalation_id=about, intervention=intervention))
    life.tell(command)
    assert life.due(KEY) == []
    life.when(command).refuses("no such matter is open; 0 are: none")


def test_a_matter_that_is_not_open() -> None:
    """The refusal names those that are."""
    life = red()
    for command in (acknowledge(NOWHERE), intervene(NOWHERE, Intervention.NOTE_TALK)):
        life.when(command).refuses(f"1 are: {matter(life).escalation_id}$", allowed=REACTING)
        in_exchange().when(command).refuses("0 are: none$")


@pytest.mark.parametrize(
    ("life", "reason", "phase"),
    [
        (red(), EndReason.DISSOLVED, Phase.DISSOLVED),
        (asked(), EndReason.INACTIVE, Phase.CONCLUDED_INACTIVE),
        (conflict(in_exchange()), EndReason.HIERARCHY_CONFLICT, Phase.DISSOLVED),
    ],
)
def test_ending_a_pair(life: Life, reason: EndReason, phase: Phase) -> None:
    """The reason follows from what the matter is about; nothing waits any more."""
    command = intervene(matter(life).escalation_id, Intervention.END_PAIR)
    life.when(command).then(e.CoordinatorIntervened, e.EscalationResolved, e.PairDissolved)
    life.tell(command)
    assert life.pair.phase is phase
    assert [x.end_reason for x in life.events if isinstance(x, e.PairDissolved)] == [reason]
    assert (life.pair.escalations, life.due(KEY)) == ((), [])


def test_a_proposal_is_taken_back() -> None:
    """There is no pair yet that could be ended."""
    life = proposed()
    life.tell(c.RequestSupport(by="a"))
    command = intervene(matter(life).escalation_id, Intervention.END_PAIR)
    life.when(command).refuses("taken back", allowed=("WithdrawMatch",))


def test_only_what_can_be_taken_up_is_offered() -> None:
    """No dates while none can be set, no pause where nothing can pause."""
    for life, intervention in (
        (in_review(), Intervention.OFFER_DATES),
        (in_review(), Intervention.OFFER_PAUSE),
        (in_chemistry(), Intervention.OFFER_PAUSE),
    ):
        life.tell(c.RequestSupport(by="b"))
        about = matter(life).escalation_id
        life.when(intervene(about, intervention)).refuses("could not take this offer up", allowed=("Intervene",))
        life.when(intervene(about, Intervention.NOTE_TALK)).then(
            e.CoordinatorIntervened, e.EscalationResolved, e.HealthChanged
        )


def test_a_line_of_command_must_be_decided_about() -> None:
    """A talk does not settle it; a decision does."""
    life = conflict(in_exchange())
    assert life.pair.conflict is Relation.MANAGER
    about = matter(life).escalation_id
    refused = life.when(intervene(about, Intervention.NOTE_TALK))
    refused.refuses("must be decided", allowed=("ResolveHierarchyConflict", "Intervene"))
    decided = c.ResolveHierarchyConflict(staff_id="coordinator-1", resolution="GO_ON")
    life.when(decided).then(e.HierarchyConflictResolved, e.EscalationResolved(escalation_id=about))


def test_a_wish_for_contact_is_settled_by_a_person_only() -> None:
    """Neither a date nor the next phase answers a call for help."""
    life = in_exchange()
    life.tell(c.RequestSupport(by="a"), c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    assert matter(life).cause == "SupportRequested"
    life.tell(c.CancelMeeting(by="b", meeting_id=life.meeting().meeting_id))
    assert matter(life).cause == "SupportRequested"


def test_escalations_go_on_in_a_pause() -> None:
    """A pause does not stop the ladder."""
    life = red(with_deputy())
    until_on = life.today + timedelta(days=30)
    life.tell(c.PausePair(staff_id="coordinator-1", until_on=until_on, reason="a busy time"))
    life.wait(days=20)
    assert matter(life).level is EscalationLevel.SPONSOR


def test_an_old_word_to_look_is_no_matter() -> None:
    """What earlier releases wrote has no id: nothing waits for it, and it is not said again."""
    life = in_kickoff()
    old = e.EscalationRaised(cause="kickoff.escalate_coordinator")
    pair = reduce(evolve, [*life.events, old], None)
    assert pair is not None
    assert pair.escalations == ()
    assert "kickoff.escalate_coordinator" not in [deadline.key for deadline in open_deadlines(pair)]
