"""Why a letter was written: what staff are told of it, and what they must never learn by asking."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from adapters.event_store import EventStore
from domain.base import Actor, ActorKind, LetterOutcome, LettersPosted, Refused
from domain.letters import Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.told import Happened, LetterState
from domain.pair.values import SIDES, Side
from gateway import account
from gateway.account import Rule, Why
from gateway.reading import Reading, known
from gateway.why import explained
from tests.domain.story import MONDAY, Life, a_full_life, in_chemistry, in_exchange, match, proposed
from tests.gateway.lives import all_rows, write
from tests.projected import project


def why(life: Life, template: Template, *, nth: int = 0) -> Why:
    """What staff are told of the nth letter of a kind in a life."""
    letters = [letter for letter in _letters(life) if letter.template == template]
    return account.why("pair-1", explained(letters[nth].letter_id, _closed(life)))


def test_a_deadline_led_to_it() -> None:
    """The deadline, its policy key and the value that the pair's own policy has for it are named."""
    life = proposed(match(policy={"proposal.reminders": [2, 5]})).wait(days=6)
    told = why(life, Template.MATCH_REMINDER)
    assert told.rule
    assert told.rule == Rule(
        deadline="proposal.reminders#2",
        due_at=told.rule.due_at,
        policy_key="proposal.reminders",
        policy_value=[2, 5],
        policy_version=life.pair.policy.version,
    )
    assert told.because
    assert (told.because.event, told.because.by) == ("ReminderFellDue", "timer proposal.reminders")
    assert told.because.at >= told.rule.due_at
    assert f"{told.because.at:%H:%M %z}" == f"{told.rule.due_at:%H:%M %z}"
    assert (told.to, told.state) == ("a partner", LetterState.SENT)
    said = "\n".join(account.in_words(told))
    assert "proposal.reminders = [2, 5] (days after a proposal on which the silent are reminded)" in said
    assert "the letter is sent; times are those of Europe/Vienna" in said


def test_a_deadline_with_an_effect_of_its_own() -> None:
    """Also where no reminder fell due but something opened, the deadline that did it is named."""
    life = in_exchange().wait(days=95)
    told = why(life, Template.MIDWAY_INVITATION)
    assert told.because
    assert told.because.event == "MidwayCheckInOpened"
    assert told.rule
    assert (told.rule.policy_key, told.rule.policy_value) == ("midway.at", 50)


def test_somebody_did_it() -> None:
    """Where somebody acted in the open, who and when is told, and that no deadline was behind it."""
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="b", starts_at=life.at.replace(day=20)))
    told = why(life, Template.MEETING_INVITE)
    assert told.rule is None
    assert told.because
    assert (told.because.event, told.because.by) == ("MeetingScheduled", "partner b")
    assert told.because.at == life.at
    assert "because of MeetingScheduled on 2027-01-12 08:00, by partner b" in "\n".join(account.in_words(told))


def test_an_operator_let_a_deadline_pass() -> None:
    """The deadline is named as if it had passed by itself, and the operator who did it too."""
    life = proposed()
    life.tell(c.FireDeadline(operator_id="o-7", key="proposal.reminders#3", reason="they asked for it"))
    told = why(life, Template.MATCH_REMINDER)
    assert told.because
    assert told.because.by == "operator o-7"
    assert told.rule
    assert told.rule.deadline == "proposal.reminders#3"
    assert told.rule.due_at > told.because.at


def test_which_of_several_meetings() -> None:
    """Of meetings that one act cancelled, the one that the letter is about is told."""
    life = in_exchange()
    first, second = (life.at.replace(month=3, day=day) for day in (2, 20))
    life.tell(c.ScheduleMeeting(by="a", starts_at=first), c.ScheduleMeeting(by="a", starts_at=second))
    life.tell(c.LeavePair(by="a"))
    cancelled = [x.meeting_id for x in life.events if isinstance(x, e.MeetingCancelled)]
    assert len(cancelled) == 2
    letters = [x for x in _letters(life) if x.template == Template.MEETING_CANCELLED]
    for letter in letters:
        cause = explained(letter.letter_id, _closed(life)).cause
        assert cause
        assert isinstance(cause.happened.event, e.MeetingCancelled)
        assert str(cause.happened.event.meeting_id) == letter.params["meeting_id"]


def test_suppressed() -> None:
    """Of a letter that did not go out the reason is told."""
    life = proposed(at=MONDAY.replace(hour=19))
    life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
    told = why(life, Template.MATCH_PROPOSED)
    assert (told.state, told.suppressed_because) == (LetterState.SUPPRESSED, "NO_LONGER_WANTED")
    assert "the letter is suppressed: NO_LONGER_WANTED" in "\n".join(account.in_words(told))


def test_an_answer_of_the_mail_api() -> None:
    """Where a letter came of another one that could not leave, that is told."""
    life = proposed()
    (first, _second) = life.last_asked.letters
    life.tell(LettersPosted(outcomes=(LetterOutcome(letter_id=first.letter_id, state="FAILED", error_class="none"),)))
    told = why(life, Template.DELIVERY_PROBLEM)
    assert told.because
    assert (told.because.event, told.because.by, told.to) == ("LetterFailed", "system", "staff")
    assert why(life, Template.MATCH_PROPOSED).state is LetterState.FAILED


def test_every_letter_of_a_life() -> None:
    """Whatever letter staff ask about, its event is of its own append, and names neither partner by a sealed act."""
    life = a_full_life()
    log, sides = _closed(life), {Actor(kind=ActorKind.PARTICIPANT, id=side) for side in SIDES}
    for letter in _letters(life):
        told = account.why("pair-1", explained(letter.letter_id, log))
        assert told.because
        assert told.because.event == letter.because
        cause = next(x for x in log if type(x.event).__name__ == letter.because)
        assert not (cause.event.SEALED and cause.actor in sides)
        assert (told.rule is None) == (told.because.by.partition(" ")[0] != "timer"), told


@pytest.mark.parametrize("side", SIDES)
def test_private_letters(side: Side) -> None:
    """Of a letter that came of a sealed act nobody is told anything, as if there were none."""
    life = in_exchange()
    asked = life.tell(c.RequestSupport(by=side))
    private = [x for each in asked if isinstance(each, e.LettersRequested) for x in each.letters]
    assert {letter.because for letter in private} == {"SupportRequested"}
    for letter in private:
        with pytest.raises(Refused, match="no letter that may be told of has the id"):
            explained(letter.letter_id, _closed(life))


def test_whose_it_was_is_not_told() -> None:
    """A reminder reads the same whichever of the two, or both of them, have not answered."""
    told = []
    accepting: tuple[tuple[Side, ...], ...] = ((), ("a",), ("b",))
    for accepted in accepting:
        life = proposed()
        life.tell(*(c.AcceptMatch(by=side) for side in accepted))
        life.wait(days=4)
        reminder = why(life, Template.MATCH_REMINDER)
        told.append([*account.in_words(reminder.with_(letter_id=UUID(int=0)))])
    assert told[0] == told[1] == told[2]


async def test_from_the_log(store: EventStore, reading: Reading, database: str) -> None:
    """A letter is found by its id alone, and what is told of it is the same without any key."""
    life = proposed().wait(days=4)
    await write(life, store)
    letter = _letters(life)[-1]
    with pytest.raises(Refused, match=f"{letter.letter_id}, or it is among the last \\d+ events"):
        await reading.of_letter(letter.letter_id)
    await project(database)
    pair_id, log = await reading.of_letter(letter.letter_id)
    assert pair_id == "pair-1"
    assert account.why(pair_id, explained(letter.letter_id, log)) == why(life, Template.MATCH_REMINDER, nth=-1)
    with pytest.raises(Refused, match="no letter that may be told of has the id") as unknown:
        await reading.of_letter(uuid4())
    assert "read models" not in unknown.value.message


def _letters(life: Life) -> list[e.RequestedLetter]:
    return [letter for event in life.events if isinstance(event, e.LettersRequested) for letter in event.letters]


def _closed(life: Life) -> list[Happened]:
    return list(known([row.with_(sealed=None) for row in all_rows(life)]))
