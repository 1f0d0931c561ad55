"""A running pair moves to another policy in the open: with the deadlines that move, and no others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.migration import preview
from domain.pair.stages import Exchange, Proposed
from domain.pair.state import Pair
from domain.policy import ProgrammePolicy
from domain.working_time import end_of_day
from tests.domain.story import VIENNA, Life, completed, in_chemistry, in_exchange, in_kickoff, in_review, proposed


def policy(**keys: Any) -> ProgrammePolicy:
    """The default policy but for these keys."""
    return ProgrammePolicy().with_(**keys)


def migrates(to: ProgrammePolicy) -> c.MigratePolicy:
    """An operator moves the pair to a policy."""
    return c.MigratePolicy(operator_id="operator-1", policy=to, reason="decided by the board")


def due(pair: Pair) -> dict[str, datetime]:
    """When each open deadline comes."""
    return {deadline.key: deadline.due_at for deadline in open_deadlines(pair)}


# Another number for whatever a deadline may be counted from.
EVERYTHING = policy(
    proposal__expires=20,
    proposal__reminders=(4, 7, 12),
    chemistry__lapse=9,
    chemistry__reminders=(5,),
    kickoff__lapse=80,
    kickoff__escalate_coordinator=16,
    exchange__period=7,
    meeting__cadence=21,
    meeting__no_date_nudge=12,
    meeting__confirm_closed=9,
    health__amber=12,
    inactivity__warn=80,
    midway__at=40,
    closing__notice_pair=35,
    review__window=30,
    review__reminders=(7, 15),
    mail__nudge_jitter=10,
)


def test_what_moves_appears_and_goes() -> None:
    """Each such deadline is named with both of its moments, the earliest first; what stays is not."""
    life = proposed()
    to, before = policy(proposal__reminders=(4, 7)), due(life.pair)
    gone, new = "proposal.reminders#3", "proposal.reminders#4"
    moved = (
        e.MovedDeadline(key=gone, before=before[gone], after=None),
        e.MovedDeadline(key=new, before=None, after=before[gone] + timedelta(days=1)),
    )
    life.when(migrates(to)).then(
        e.PolicyMigrated(
            from_version=ProgrammePolicy().version,
            to_version=to.version,
            policy=to,
            moved=moved,
            reason="decided by the board",
        )
    ).asks_for()


@pytest.mark.parametrize("life", [proposed, in_chemistry, in_kickoff, in_exchange, in_review])
def test_the_preview_tells_exactly_what_happens(life: Callable[[], Life]) -> None:
    """Before and after differ in the previewed deadlines, which are those of the event, and in no others."""
    lived = life()
    pair, before, previewed = lived.pair, due(lived.pair), preview(lived.pair, EVERYTHING)
    migrated = lived.tell(migrates(EVERYTHING))[0]
    assert isinstance(migrated, e.PolicyMigrated)
    assert migrated.moved == previewed
    assert previewed, "a policy so different moves something everywhere"
    after = due(evolve(pair, migrated))
    differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {(x.key, x.before, x.after) for x in previewed} == {(k, before.get(k), after.get(k)) for k in differ}
    firsts = [min(moment for moment in (x.before, x.after) if moment) for x in previewed]
    assert firsts == sorted(firsts)


def test_a_preview_changes_nothing() -> None:
    """Looking at what would move leaves the pair under its policy."""
    life = in_exchange()
    preview(life.pair, EVERYTHING)
    assert life.pair.policy == ProgrammePolicy()


def test_the_pair_lives_under_the_new_policy() -> None:
    """What is counted from now on is counted by it, and it is the pinned one."""
    life = proposed()
    life.tell(migrates(policy(chemistry__window=30)), c.AcceptMatch(by="a"))
    confirmed = life.tell(c.AcceptMatch(by="b"))
    opened = next(event for event in confirmed if isinstance(event, e.ChemistryCheckOpened))
    assert opened.due_on == life.today + timedelta(days=30)
    assert life.pair.policy == policy(chemistry__window=30)


def test_what_people_were_told_stays() -> None:
    """Neither the last day of a proposal nor half time, cadence and end of a half year follow the policy."""
    life = proposed()
    told = life.stage(Proposed).expires_on
    life.tell(migrates(EVERYTHING))
    assert life.due("proposal.expires")[0].due_at == end_of_day(told, VIENNA)
    running = in_exchange()
    before, agreed = running.stage(Exchange), running.due("exchange.period")
    running.tell(migrates(EVERYTHING))
    assert running.stage(Exchange) == before
    assert running.due("exchange.period") == agreed


def test_what_an_operator_moved_stays() -> None:
    """A deadline that was given its own moment keeps it."""
    life = proposed()
    key, later = "proposal.reminders#7", life.at + timedelta(days=8)
    life.tell(c.MoveDeadline(operator_id="operator-1", key=key, due_at=later, reason="a long holiday"))
    assert key not in {moved.key for moved in preview(life.pair, policy(mail__nudge_jitter=3))}
    assert "proposal.reminders#3" in {moved.key for moved in preview(life.pair, policy(mail__nudge_jitter=3))}


def test_a_policy_that_moves_nothing_is_still_told() -> None:
    """The version is another one from now on, even where nobody notices."""
    in_review().when(migrates(policy(chemistry__window=30))).then(e.PolicyMigrated)
    assert preview(in_review().pair, policy(chemistry__window=30)) == ()


def test_a_policy_that_contradicts_itself() -> None:
    """It is refused by name, each contradiction of it."""
    wrong = policy(proposal__expires=5, midway__reminder=20)
    move = in_exchange().when(migrates(wrong))
    move.refuses(r"proposal.reminders: 7 must be less than proposal.expires \(5\)", allowed=("MigratePolicy",))
    move.refuses(r"midway.reminder: 20 must be less than midway.window \(14\)", allowed=("MigratePolicy",))


def test_the_same_version() -> None:
    """A pair is not moved to where it is; moving back is another move."""
    life = in_exchange()
    life.when(migrates(policy())).refuses("lives under version .* already", allowed=("MigratePolicy",))
    life.tell(migrates(EVERYTHING))
    life.when(migrates(EVERYTHING)).refuses("already", allowed=("MigratePolicy",))
    life.when(migrates(policy())).then(e.PolicyMigrated)


def test_an_ended_pair_keeps_its_policy() -> None:
    """What was promised for the time after the end stays as it is."""
    completed().when(migrates(EVERYTHING)).refuses(r"has ended \(COMPLETED\)")
