"""What comes from outside the two people: letters leave, and operators act, each time with a reason."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from pydantic import ValidationError

from domain.base import ActorKind, DeadlinePassed, LetterOutcome, LettersPosted, Recipient
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import actor_of
from domain.pair.due import open_deadlines
from domain.pair.plan import plan
from domain.pair.stages import Exchange, Proposed, Review
from domain.pair.values import SIDES, ChemistryVerdict, Phase
from domain.working_time import end_of_day
from tests.domain.story import (
    VIENNA,
    Life,
    completed,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    proposed,
)


def skip(key: str) -> c.SkipDeadline:
    """An operator takes a deadline away."""
    return c.SkipDeadline(operator_id="operator-1", key=key, reason="asked for by phone")


def paused() -> Life:
    """The coordinator has paused the pair for three weeks."""
    life = in_exchange()
    until_on = life.today + timedelta(days=21)
    life.tell(c.PausePair(staff_id="person-c", until_on=until_on, reason="asked for by both"))
    return life


def test_what_became_of_letters() -> None:
    """Each outcome of a letter that is owed is an event; of any other letter nothing is said."""
    life = proposed()
    first, second = (letter.letter_id for letter in life.pair.owed)
    sent = LetterOutcome(letter_id=first, state="SENT", provider_id="provider-7")
    failed = LetterOutcome(letter_id=second, state="FAILED", error_class="bad_address")
    unknown = failed.with_(state="UNKNOWN", error_class="timeout")
    life.when(LettersPosted(outcomes=(sent, failed))).then(
        e.LetterSent(letter_id=first, provider_id="provider-7"),
        e.LetterFailed(letter_id=second, error_class="bad_address"),
    )
    lost = e.LetterOutcomeUnknown(letter_id=second, error_class="timeout")
    life.when(LettersPosted(outcomes=(unknown,))).then(lost)
    life.tell(LettersPosted(outcomes=(sent, unknown)))
    assert life.pair.owed == ()
    life.when(LettersPosted(outcomes=(sent,))).stays_quiet()
    life.when(LettersPosted(outcomes=(sent.with_(letter_id=uuid4()),))).stays_quiet()


def test_what_has_passed_is_forgotten_with_its_stage() -> None:
    """A new stage knows other deadlines, a settled meeting none; within a stage none comes twice."""
    life = in_chemistry()
    life.pass_next("chemistry.reminders")
    assert [*life.pair.passed] == ["chemistry.reminders#5"]
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    reminder = life.due("meeting.reminder")[0].key
    life.wait(days=4)
    assert [*life.pair.passed] == ["chemistry.reminders#5", reminder]
    undecided, fit = ChemistryVerdict.UNDECIDED, ChemistryVerdict.FIT
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=undecided) for side in SIDES))
    assert [*life.pair.passed] == ["chemistry.reminders#5"]
    life.wait(days=8)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=fit) for side in SIDES))
    assert life.pair.phase is Phase.KICKOFF
    assert [*life.pair.passed] == []


def asked_how_it_goes() -> Life:
    """Both have just been asked for the pulse."""
    life = in_exchange()
    return life.until(life.due("pulse.first")[0].due_at)


@pytest.mark.parametrize(
    ("life", "key", "told"),
    [
        (proposed, "proposal.expires", lambda life: life.stage(Proposed).expires_on),
        (asked_how_it_goes, "pulse.window", lambda life: life.stage(Exchange).pulse.due_on),
        (in_review, "review.window", lambda life: life.stage(Review).due_on),
    ],
)
def test_people_are_told_the_moved_day(life: Callable[[], Life], key: str, told: Callable[[Life], date]) -> None:
    """What letters and pages say follows a deadline that was moved: a midnight belongs to the day before it."""
    lived = life()
    midnight = end_of_day(lived.today + timedelta(days=30), VIENNA)
    lived.tell(c.MoveDeadline(operator_id="operator-1", key=key, due_at=midnight, reason="a long holiday"))
    assert told(lived) == lived.today + timedelta(days=30)
    assert lived.due(key)[0].due_at == midnight


@pytest.mark.parametrize("reason", ["no", "two\nlines", "nul\x00", "x" * 201])
def test_a_reason_is_one_readable_line(reason: str) -> None:
    """What an operator types is turned away at the edge where the log could not keep it."""
    with pytest.raises(ValidationError):
        skip("proposal.expires").model_validate({**skip("x").model_dump(), "reason": reason})


def test_moving_a_deadline() -> None:
    """A moved deadline comes at its new moment, with the old one and the reason on record."""
    life = proposed()
    due = life.due("proposal.expires")[0]
    later = due.due_at + timedelta(days=3)
    move = c.MoveDeadline(operator_id="operator-1", key=due.key, due_at=later, reason="holidays")
    life.when(move).then(e.DeadlineMoved(key=due.key, old_due=due.due_at, new_due=later, reason="holidays"))
    life.tell(move)
    assert life.due("proposal.expires")[0].due_at == later
    life.when(move.with_(due_at=life.at)).refuses("only be moved into the future", allowed=("SkipDeadline",))
    far = life.at + timedelta(days=731)
    life.when(move.with_(due_at=far)).refuses("by 730 days from now at most", allowed=("MoveDeadline",))


def test_a_deadline_that_is_not_open() -> None:
    """Who names no open deadline reads which ones are open."""
    words = "open are: proposal.reminders#3, proposal.reminders#7, proposal.expires"
    allowed = ("MoveDeadline", "SkipDeadline")
    proposed().when(skip("kickoff.lapse")).refuses(words, allowed=allowed)
    completed().wait(days=200).when(skip("retention.pair_private")).refuses("open are: none", allowed=allowed)


def test_skipping_a_deadline() -> None:
    """A skipped deadline never comes."""
    life = proposed()
    life.when(skip("proposal.reminders#3")).then(e.DeadlineSkipped).asks_for()
    life.tell(skip("proposal.reminders#3"))
    assert [d.key for d in life.due("proposal.reminders")] == ["proposal.reminders#7"]


@pytest.mark.parametrize(
    ("life", "policy_key"),
    [
        (proposed(), "proposal.expires"),
        (in_chemistry(), "chemistry.lapse"),
        (in_kickoff(), "kickoff.lapse"),
        (in_exchange(), "exchange.period"),
        (paused(), "pause.max"),
        (in_review(), "review.window"),
        (completed(), "retention.pair_private"),
    ],
)
def test_the_last_way_on_is_moved_not_skipped(life: Life, policy_key: str) -> None:
    """Without it a silent pair, or its private data, would stay for ever."""
    key = life.due(policy_key)[0].key
    life.when(skip(key)).refuses("could not go on", allowed=("MoveDeadline",))


def test_a_deadline_passes_once() -> None:
    """A deadline that was met, moved or has vanished passes without effect."""
    life = proposed()
    due = life.due("proposal.reminders")[0]
    passed = DeadlinePassed(key=due.key, due_at=due.due_at)
    life.until(due.due_at)
    life.when(passed).stays_quiet()
    life.when(DeadlinePassed(key="no.such", due_at=life.at)).stays_quiet()
    expires = life.due("proposal.expires")[0]
    life.when(DeadlinePassed(key=expires.key, due_at=expires.due_at - timedelta(days=1))).stays_quiet()


def test_the_plan_holds_all_that_is_still_to_be_done() -> None:
    """Deadlines, letters, who the roles are, what operations may see: ids and words, no names."""
    life = proposed()
    todo = plan(life.pair)
    assert todo.deadlines == open_deadlines(life.pair)
    assert todo.letters == life.pair.owed
    assert todo.parties.people == {Recipient.A: "person-1", Recipient.B: "person-2", Recipient.COORDINATOR: "person-c"}
    assert todo.labels == {"phase": "PROPOSED", "cohort": "cohort-1"}
    assert todo.next_at == life.pair.owed[0].not_before
    assert not todo.over


@pytest.mark.parametrize(
    ("message", "event", "kind", "actor_id"),
    [
        (c.AcceptMatch(by="a"), e.MatchAccepted(by="a"), ActorKind.PARTICIPANT, ""),
        (c.LeavePair(by="a"), e.LettersRequested(letters=()), ActorKind.PARTICIPANT, ""),
        (
            c.ConfirmAgreement(by="a", hash="x"),
            e.AgreementConfirmed(version=1, hash="x", by="a"),
            ActorKind.PARTICIPANT,
            "a",
        ),
        (skip("midway.at"), e.DeadlineMoved, ActorKind.OPERATOR, "operator-1"),
        (LettersPosted(outcomes=()), e.LetterSent(letter_id=uuid4(), provider_id=""), ActorKind.SYSTEM, "letters"),
    ],
)
def test_who_did_it(message: c.PairMessage, event: e.PairEvent, kind: ActorKind, actor_id: str) -> None:
    """Every event has an actor; of a sealed act not even the side is told."""
    actor = actor_of(message, event)
    assert (actor.kind, actor.id) == (kind, actor_id)


def test_timers_act_under_their_policy_key() -> None:
    """What a deadline leads to is done by the policy key, without what follows it."""
    due = proposed().due("proposal.reminders")[0]
    actor = actor_of(DeadlinePassed(key=due.key, due_at=due.due_at), e.ReminderFellDue(key=due.key))
    assert (actor.kind, actor.id) == (ActorKind.TIMER, "proposal.reminders")
