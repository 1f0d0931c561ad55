"""What operators do beside moving and skipping: firing, resending, handing over; each with a reason on record."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.base import Letter, LetterOutcome, LettersPosted, Recipient
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.plan import plan
from domain.pair.values import SIDES
from tests.domain.story import (
    MONDAY,
    Life,
    completed,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    match,
    proposed,
)

STAFF = {Recipient.COORDINATOR: "person-c", Recipient.DEPUTY: "person-d", Recipient.SPONSOR: "person-s"}


def fire(key: str) -> c.FireDeadline:
    """An operator lets a deadline pass now."""
    return c.FireDeadline(operator_id="operator-1", key=key, reason="asked for by phone")


@pytest.mark.parametrize(
    ("life", "policy_key", "effect"),
    [
        (proposed, "proposal.reminders", (e.ReminderFellDue,)),
        (proposed, "proposal.expires", (e.MatchProposalExpired,)),
        (in_chemistry, "chemistry.lapse", (e.ChemistryCheckNotContinued,)),
        (in_kickoff, "kickoff.lapse", (e.PairDissolved,)),
        (in_exchange, "midway.at", (e.MidwayCheckInOpened,)),
        (in_exchange, "exchange.period", (e.ReviewOpened,)),
        (in_review, "review.window", (e.ReviewClosed, e.PairCompleted)),
    ],
)
def test_firing_a_deadline(life: Callable[[], Life], policy_key: str, effect: tuple[type[e.PairEvent], ...]) -> None:
    """What would come later comes now, after the word of who wanted it and why, and it does not come again."""
    lived = life()
    key = lived.due(policy_key)[0].key
    recorded = e.OperatorActionRecorded(
        action=e.OperatorAction.FIRE_DEADLINE,
        operator_id="operator-1",
        reason="asked for by phone",
        target=key,
        acted_on=lived.today,
    )
    happened = lived.tell(fire(key))
    assert happened[0] == recorded
    assert [type(event) for event in happened if isinstance(event, effect)] == [*effect]
    assert key not in {deadline.key for deadline in open_deadlines(lived.pair)}


def test_firing_what_is_not_open() -> None:
    """Nothing can be fired twice, nor what nobody waits for."""
    life, key = proposed(), "proposal.reminders#3"
    life.tell(fire(key))
    words = "open are: proposal.reminders#7, proposal.expires"
    life.when(fire(key)).refuses(words, allowed=("MoveDeadline", "SkipDeadline"))


def test_nothing_is_shredded_before_its_day() -> None:
    """It cannot be undone, and the two were told the day."""
    completed().when(fire("retention.pair_private")).refuses(
        "kept until the day that the two were told", allowed=("MoveDeadline",)
    )


@pytest.mark.parametrize("policy_key", ["meeting.confirm_request", "meeting.confirm_closed"])
def test_what_follows_a_meeting_is_fired_after_it(policy_key: str) -> None:
    """Nobody is asked about a meeting that is not over; its reminder may come at any time before."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    key, ends_at = life.due(policy_key)[0].key, life.at + timedelta(days=3, hours=1)
    life.when(fire(life.due("meeting.reminder")[0].key)).then(e.OperatorActionRecorded, e.ReminderFellDue)
    life.when(fire(key), at=ends_at - timedelta(minutes=1)).refuses(
        "not over yet", allowed=("MoveDeadline", "SkipDeadline")
    )
    asked, closed = e.MeetingConfirmationRequested, e.MeetingLeftUnconfirmed
    effect = {"meeting.confirm_request": (asked,), "meeting.confirm_closed": (closed, e.MeetingPlanned)}[policy_key]
    life.when(fire(key), at=ends_at).then(e.OperatorActionRecorded, *effect)


def resend(letter_id: UUID) -> c.ResendLetter:
    """An operator has a letter sent once more."""
    return c.ResendLetter(operator_id="operator-1", letter_id=letter_id, reason="a new address")


def posts(life: Life, state: str) -> list[Letter]:
    """All owed letters meet one fate."""
    letters = [*life.pair.owed]
    fate = {"state": state, "provider_id": "provider-1", "error_class": "bad_address"}
    outcomes = [LetterOutcome.model_validate({"letter_id": x.letter_id, **fate}) for x in letters]
    life.tell(LettersPosted(outcomes=tuple(outcomes)))
    return letters


@pytest.mark.parametrize("state", ["SENT", "FAILED", "UNKNOWN"])
def test_resending_a_letter(state: str) -> None:
    """Whatever became of it, one that has left, or may have, is sent once more, under the word of who wanted it."""
    life = proposed()
    for letter in posts(life, state):
        happened = life.tell(resend(letter.letter_id))
        assert happened[0] == e.OperatorActionRecorded(
            action=e.OperatorAction.RESEND_LETTER,
            operator_id="operator-1",
            reason="a new address",
            target=str(letter.letter_id),
            acted_on=life.today,
        )


def test_the_letter_goes_out_again() -> None:
    """To the same reader with the same content, as a letter of its own; and not twice while it waits."""
    life = proposed()
    first, *_ = posts(life, "SENT")
    life.tell(resend(first.letter_id))
    (again,) = life.pair.owed
    same = (first.template, first.to, first.params, first.about)
    assert (again.template, again.to, again.params, again.about) == same
    assert again.letter_id != first.letter_id
    life.when(resend(first.letter_id)).refuses("waits to leave", allowed=("ResendLetter",))
    posts(life, "SENT")
    life.when(resend(first.letter_id)).then(e.OperatorActionRecorded)


def test_an_answer_does_not_show() -> None:
    """Both letters of a proposal can be sent once more, also to whom has answered meanwhile."""
    for side in SIDES:
        life = proposed()
        letters = posts(life, "SENT")
        life.tell(c.AcceptMatch(by=side))
        for letter in letters:
            life.when(resend(letter.letter_id)).then(e.OperatorActionRecorded)


def test_only_what_has_left_is_sent_once_more() -> None:
    """A letter that is owed still goes out; one of somebody else, or one that was given up, never."""
    life = proposed(at=MONDAY - timedelta(days=2))
    waiting = life.pair.owed[0].letter_id
    life.when(resend(waiting)).refuses("waits to leave", allowed=("ResendLetter",))
    life.when(resend(uuid4())).refuses("only the last six letters", allowed=("ResendLetter",))
    assert e.LetterSuppressed in {type(event) for event in life.tell(c.DeclineMatch(by="a"))}
    life.when(resend(waiting)).refuses("only the last six letters", allowed=("ResendLetter",))


def test_the_last_six_letters_are_remembered() -> None:
    """Older ones are forgotten, the newest stays last, and all of them with the shredding."""
    life = in_exchange().wait(days=60)
    sent = [event.letter_id for event in life.events if isinstance(event, e.LetterSent)]
    assert len(sent) > 6
    assert [letter.letter_id for letter in life.pair.private.recent] == sent[-6:]
    life.when(resend(sent[-7])).refuses("only the last six letters", allowed=("ResendLetter",))
    life.when(resend(sent[-6])).then(e.OperatorActionRecorded)
    over = completed().wait(days=200)
    assert over.pair.private.recent == ()
    last = over.last_asked.letters[-1].letter_id
    over.when(resend(last)).refuses("only the last six letters", allowed=("ResendLetter",))


def hand_over(person_id: str, role: Recipient = Recipient.COORDINATOR) -> c.HandOver:
    """An operator gives a role to another person."""
    return c.HandOver.model_validate(
        {"operator_id": "operator-1", "role": role, "person_id": person_id, "reason": "parental leave"}
    )


@pytest.mark.parametrize("role", STAFF)
def test_handing_over(role: Recipient) -> None:
    """The role is another person's from now on, also for letters that wait already."""
    life = in_exchange(match(staff=STAFF))
    life.when(hand_over("person-n", role)).then(
        e.CoordinatorHandedOver(role=role, from_id=STAFF[role], to_id="person-n", reason="parental leave")
    ).asks_for()
    life.tell(hand_over("person-n", role))
    assert plan(life.pair).parties.people[role] == "person-n"
    assert {**life.pair.match.staff, role: STAFF[role]} == STAFF


@pytest.mark.parametrize(
    ("person_id", "role", "said"),
    [
        ("person-c", Recipient.COORDINATOR, "person-c is coordinator of this pair already"),
        ("person-1", Recipient.COORDINATOR, "nobody looks after a pair of their own"),
        ("person-2", Recipient.COORDINATOR, "nobody looks after a pair of their own"),
        ("person-1", Recipient.DEPUTY, "nobody looks after a pair of their own"),
        ("person-2", Recipient.SPONSOR, "nobody looks after a pair of their own"),
        ("person-d", Recipient.COORDINATOR, "must be two people"),
        ("person-c", Recipient.DEPUTY, "must be two people"),
    ],
)
def test_to_whom_nothing_is_handed_over(person_id: str, role: Recipient, said: str) -> None:
    """Not to whom has it, not to one of the two (invariant 20), and the deputy is somebody else."""
    in_exchange(match(staff=STAFF)).when(hand_over(person_id, role)).refuses(said, allowed=("HandOver",))


def test_the_sponsor_may_have_another_role() -> None:
    """Only coordinator and deputy must be two people."""
    in_exchange(match(staff=STAFF)).when(hand_over("person-d", Recipient.SPONSOR)).then(e.CoordinatorHandedOver)


def test_a_role_that_nobody_has() -> None:
    """What nobody has, nobody can hand over."""
    in_exchange().when(hand_over("person-n", Recipient.DEPUTY)).refuses(
        "nobody is deputy of this pair; there are: coordinator", allowed=("HandOver",)
    )


@pytest.mark.parametrize("role", ["a", "b", "janitor"])
def test_only_staff_is_handed_over(role: str) -> None:
    """The two are no role of the staff."""
    with pytest.raises(ValidationError):
        c.HandOver.model_validate({"operator_id": "o", "role": role, "person_id": "person-n", "reason": "leave"})
