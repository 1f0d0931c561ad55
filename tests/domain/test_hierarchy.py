"""Lines of command: noticed once, decided by the coordinator, gone when they are gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.hierarchy import as_of_now, relation
from domain.pair.values import SIDES, EndReason, Partner, Phase, Relation, Side, other
from domain.policy import ProgrammePolicy
from tests.domain.story import (
    Life,
    completed,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    match,
    partner,
    proposed,
)

MANAGER, SKIP_LEVEL, SAME_MANAGER = Relation.MANAGER, Relation.SKIP_LEVEL, Relation.SAME_MANAGER
GO_ON = c.ResolveHierarchyConflict(staff_id="person-c", resolution="GO_ON")
END = c.ResolveHierarchyConflict(staff_id="person-c", resolution="END")
# Side by side with what every pair of these stories has: two managers of their own, one board above both.
LINES = [
    ({}, {}, None),
    ({"manager_id": "person-2"}, {}, MANAGER),
    ({"skip_level_id": "person-2"}, {}, SKIP_LEVEL),
    ({"manager_id": "manager-2"}, {}, SAME_MANAGER),
    ({"manager_id": "person-2", "skip_level_id": "manager-2"}, {}, MANAGER),
    ({"manager_id": "manager-2", "skip_level_id": "person-2"}, {}, SKIP_LEVEL),
    ({"manager_id": ""}, {"manager_id": ""}, None),
    ({"manager_id": "manager-2"}, {"manager_id": ""}, None),
]


def person(side: Side) -> str:
    """Who is on a side."""
    return {"a": "person-1", "b": "person-2"}[side]


def tells(life: Life, side: Side, manager_id: str, skip_level_id: str = "board") -> c.ReceiveSignal:
    """The personnel system tells of another reporting line."""
    line = {"manager_id": manager_id, "skip_level_id": skip_level_id}
    return c.ReceiveSignal(
        signal_id=f"signal-{len(life.told)}",
        source="hr",
        sent_at=life.at,
        signal="hr.manager_changed",
        data={"person_id": person(side), **line},
    )


def in_conflict(life: Life | None = None) -> Life:
    """One of the two has become the manager of the other."""
    life = life or in_exchange()
    life.tell(tells(life, "a", person("b")))
    return life


@pytest.mark.parametrize(("line", "line_of_other", "expected"), LINES)
def test_how_two_people_stand(line: dict[str, str], line_of_other: dict[str, str], expected: Relation | None) -> None:
    """The closest relation counts, seen from either side; where nobody is known, nobody is above."""
    one, two = partner(1).with_(**line), partner(2).with_(**line_of_other)
    assert relation(one, two, ProgrammePolicy()) is expected
    assert relation(two, one, ProgrammePolicy()) is expected


def test_the_same_manager_where_the_policy_allows_it() -> None:
    """Then it is no line of command between the two; being the manager still is."""
    allowing = ProgrammePolicy(matching__same_manager=True)
    two = partner(2)
    assert relation(partner(1, manager_id="manager-2"), two, allowing) is None
    assert relation(partner(1, manager_id="person-2"), two, allowing) is MANAGER


@pytest.mark.parametrize("side", SIDES)
def test_the_line_that_was_told_last_counts(side: Side) -> None:
    """A signal replaces the whole line of one, and leaves the other's."""
    life = in_exchange()
    before: Partner = as_of_now(life.pair, other(side))
    life.tell(tells(life, side, "manager-9", "board-9"), tells(life, side, "manager-8", ""))
    assert (as_of_now(life.pair, side).manager_id, as_of_now(life.pair, side).skip_level_id) == ("manager-8", "")
    assert as_of_now(life.pair, other(side)) == before


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("line", "expected"),
    [(("{}", "board"), MANAGER), (("manager-9", "{}"), SKIP_LEVEL), (("manager-{}", "board"), SAME_MANAGER)],
)
def test_a_conflict_is_noticed(side: Side, line: tuple[str, str], expected: Relation) -> None:
    """With the signal that brings it, whosever line has changed, and a person is asked to look."""
    life = in_exchange()
    about = person(other(side))
    manager_id, skip_level_id = (word.replace("manager-{}", f"manager-{about[-1]}").format(about) for word in line)
    life.when(tells(life, side, manager_id, skip_level_id)).then(
        e.ExternalSignalReceived,
        e.ReportingLineChanged(by=side, manager_id=manager_id, skip_level_id=skip_level_id),
        e.HierarchyConflictDetected(relation=expected),
        e.EscalationRaised,
    )


def test_a_conflict_waits_for_the_coordinator() -> None:
    """The escalation names its cause, and the pair remembers the relation."""
    life = in_conflict()
    (raised,) = (event for event in life.events if isinstance(event, e.EscalationRaised))
    assert raised.cause == "HierarchyConflictDetected"
    assert life.pair.conflict is MANAGER


@pytest.mark.parametrize("life", [proposed, in_chemistry, in_kickoff, in_exchange, in_review])
def test_every_open_pair_is_looked_at(life: Callable[[], Life]) -> None:
    """From the proposal to the review."""
    assert in_conflict(life()).pair.conflict is MANAGER


def test_an_ended_pair_is_left_alone() -> None:
    """After the end there is no conflict any more."""
    life = completed()
    life.when(tells(life, "a", person("b"))).then(e.ExternalSignalIgnored)


def test_a_conflict_is_told_once() -> None:
    """Whatever happens meanwhile, what is known is not told again."""
    life = in_conflict()
    life.when(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3))).then(e.MeetingScheduled)


@pytest.mark.parametrize("side", SIDES)
def test_a_conflict_that_goes_by_itself(side: Side) -> None:
    """When the line changes again, the word is taken back."""
    life = in_exchange()
    life.tell(tells(life, side, person(other(side))))
    gone = e.HierarchyConflictResolved(relation=MANAGER, resolution="GONE")
    happened = life.tell(tells(life, side, "manager-9"))
    assert gone in happened
    assert life.pair.conflict is None


def test_a_conflict_that_becomes_another_one() -> None:
    """The old relation has gone, the new one is there."""
    life = in_conflict()
    happened = life.tell(tells(life, "a", "manager-9", person("b")))
    told = [x for x in happened if isinstance(x, e.HierarchyConflictResolved | e.HierarchyConflictDetected)]
    assert told == [
        e.HierarchyConflictResolved(relation=MANAGER, resolution="GONE"),
        e.HierarchyConflictDetected(relation=SKIP_LEVEL),
    ]
    assert life.pair.conflict is SKIP_LEVEL


def test_the_coordinator_lets_the_pair_go_on() -> None:
    """The relation is accepted, and not told again."""
    life = in_conflict()
    assert e.HierarchyConflictResolved(relation=MANAGER, resolution="GO_ON") in life.tell(GO_ON)
    assert (life.pair.conflict, life.pair.accepted_relation) == (None, MANAGER)
    assert life.pair.phase is Phase.ACTIVE
    life.when(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3))).then(e.MeetingScheduled)
    life.when(tells(life, "b", "manager-9")).then(e.ExternalSignalReceived, e.ReportingLineChanged)


def test_what_was_accepted_holds_until_it_changes() -> None:
    """Another relation is told anew, and so is the same one after it had gone."""
    life = in_conflict()
    life.tell(GO_ON)
    worse = life.tell(tells(life, "a", "manager-2"))
    assert e.HierarchyConflictDetected(relation=SAME_MANAGER) in worse
    assert (life.pair.conflict, life.pair.accepted_relation) == (SAME_MANAGER, None)
    back = in_conflict()
    back.tell(GO_ON)
    gone = back.tell(tells(back, "a", "manager-9"))
    assert e.HierarchyConflictResolved(relation=MANAGER, resolution="GONE") in gone
    assert back.pair.accepted_relation is None
    assert e.HierarchyConflictDetected(relation=MANAGER) in back.tell(tells(back, "a", person("b")))


def test_the_coordinator_ends_the_pair() -> None:
    """Its future meetings are cancelled with it."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    in_conflict(life)
    life.when(END).then(
        e.HierarchyConflictResolved(relation=MANAGER, resolution="END"), e.MeetingCancelled, e.PairDissolved
    )
    ended = life.tell(END)
    (dissolved,) = (event for event in ended if isinstance(event, e.PairDissolved))
    assert (dissolved.end_reason, dissolved.future_meetings_cancelled) == (EndReason.HIERARCHY_CONFLICT, 1)
    assert life.pair.phase is Phase.DISSOLVED
    assert (life.pair.conflict, life.pair.accepted_relation) == (None, None)


@pytest.mark.parametrize("command", [GO_ON, END])
def test_there_must_be_a_conflict(command: c.PairMessage) -> None:
    """Without one, or with one that was accepted, there is nothing to decide."""
    allowed = ("LeavePair", "RequestTermination")
    in_exchange().when(command).refuses("no conflict of this pair", allowed=allowed)
    accepted = in_conflict()
    accepted.tell(GO_ON)
    accepted.when(command).refuses("no conflict of this pair", allowed=allowed)


def test_a_policy_may_bring_a_conflict() -> None:
    """A pair with the same manager that moves to a policy without `matching.same_manager` is told of."""
    two = {"a": partner(1, manager_id="manager-9"), "b": partner(2, manager_id="manager-9")}
    life = proposed(match(policy={"matching.same_manager": True}, **two))
    stricter = c.MigratePolicy(operator_id="operator-1", policy=ProgrammePolicy(), reason="decided by the board")
    life.when(stricter).then(e.PolicyMigrated, e.HierarchyConflictDetected, e.EscalationRaised)


def test_who_reports_to_whom_is_sealed() -> None:
    """The relation is told openly, whose line it is and who is in it is not."""
    assert {"by", "manager_id", "skip_level_id"} == e.ReportingLineChanged.SEALED
    assert frozenset() == e.HierarchyConflictDetected.SEALED
    assert [*e.HierarchyConflictDetected.model_fields] == ["relation"]
