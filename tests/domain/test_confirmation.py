"""After a meeting: who is asked, what two words are worth, when waiting ends."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.values import Phase
from tests.domain.meetings import MOVING, confirm, dated, met
from tests.domain.story import in_exchange, in_kickoff, match

HELD, NOT, UNCONFIRMED, DISPUTED = (
    e.MeetingHeld,
    e.MeetingNotHeld,
    e.MeetingLeftUnconfirmed,
    e.MeetingDisputed,
)


def but_confirming(phase: Phase) -> tuple[str, ...]:
    """What else the two may do."""
    return tuple(name for name in ALLOWED[phase] if name != "ConfirmMeeting")


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("HELD", "HELD", HELD),
        ("NOT_HELD", "NOT_HELD", NOT),
        ("HELD", "NOT_HELD", DISPUTED),
        ("NOT_HELD", "HELD", DISPUTED),
    ],
)
def test_two_words_on_a_meeting(first: str, second: str, verdict: type[e.PairEvent]) -> None:
    """One word waits, the same again changes nothing, the second one settles it."""
    life = met()
    life.when(confirm(life, "a", first)).then(e.MeetingConfirmed).asks_for()
    life.tell(confirm(life, "a", first))
    life.when(confirm(life, "a", first)).stays_quiet()
    settled = life.when(confirm(life, "b", second))
    settled.then(e.MeetingConfirmed, verdict, e.MeetingPlanned).asks_for()


@pytest.mark.parametrize(("words", "verdict"), [({}, UNCONFIRMED), ({"a": "HELD"}, HELD), ({"b": "NOT_HELD"}, NOT)])
def test_a_week_after_a_meeting_waiting_ends(words: dict[str, str], verdict: type[e.PairEvent]) -> None:
    """One word is enough where the other is silent; without any the meeting stays unconfirmed."""
    life = met()
    for side, word in words.items():
        life.tell(confirm(life, side, word))
    life.passes("meeting.confirm_closed").then(verdict, e.MeetingPlanned)


def test_a_word_may_be_changed_while_the_other_is_silent() -> None:
    """The last word of a partner counts."""
    life = met()
    life.tell(confirm(life, "a", "NOT_HELD"), confirm(life, "a", "HELD"))
    life.when(confirm(life, "b")).then(e.MeetingConfirmed, HELD, e.MeetingPlanned)


def test_when_a_meeting_cannot_be_confirmed() -> None:
    """Not before it is over, not twice, not a talk, not one that is unknown."""
    ahead = dated()
    ahead.when(confirm(ahead, "a")).refuses("when it is over", allowed=MOVING)
    words = "only a meeting that awaits confirmation"
    life = met()
    word = confirm(life, "a")
    life.tell(word, confirm(life, "b"))
    others = but_confirming(Phase.ACTIVE)
    life.when(word).refuses(words, allowed=others)
    life.when(c.ConfirmMeeting(by="a", meeting_id=uuid4())).refuses(words, allowed=others)
    talk = in_kickoff()
    talk.tell(c.ScheduleMeeting(by="a", starts_at=talk.at + timedelta(hours=1)))
    talk.wait(hours=5)
    talk.when(confirm(talk, "a")).refuses("not possible at KICKOFF", allowed=ALLOWED[Phase.KICKOFF])


def test_who_is_asked_about_a_meeting() -> None:
    """On the next day both are asked, on the fourth the silent again; who has answered is left in peace."""
    life = met()
    life.passes("meeting.confirm_request").then(e.MeetingConfirmationRequested).asks_for("E44 a b")
    early = deepcopy(life)
    early.tell(confirm(early, "a"))
    early.passes("meeting.confirm_request").asks_for("E44 b")
    life.until(life.due("meeting.confirm_request")[0].due_at)
    life.passes("meeting.confirm_reminder").then(e.ReminderFellDue).asks_for("E44 a b")
    life.tell(confirm(life, "a"))
    life.passes("meeting.confirm_reminder").asks_for("E44 b")


def test_nobody_is_asked_twice_on_one_morning() -> None:
    """Where a holiday shifts the request to the morning of its reminder, one letter is enough."""
    life = in_exchange(match(holidays=(date(2027, 1, 22),)))
    life.tell(c.ScheduleMeeting(by="a", starts_at=datetime(2027, 1, 21, 9, tzinfo=UTC)))
    life.pass_next("meeting.confirm_request")
    assert life.due("meeting.confirm_reminder")[0].due_at == life.at
    life.passes("meeting.confirm_reminder").then(e.ReminderFellDue).asks_for()


def test_nobody_is_asked_while_the_meeting_goes_on() -> None:
    """Asked on the day itself, both are asked when the meeting is over."""
    life = in_exchange(match(policy={"meeting.confirm_request": 0}))
    starts_at = life.at + timedelta(days=2, hours=8)
    life.tell(c.ScheduleMeeting(by="a", starts_at=starts_at))
    assert life.due("meeting.confirm_request")[0].due_at == starts_at + timedelta(minutes=60)
