"""The first talk, two sealed answers, and how they are weighed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.stages import Chemistry
from domain.pair.values import ChemistryVerdict, MeetingKind, Phase, Side
from tests.domain.story import Life, in_chemistry, in_kickoff, match

FIT, UNDECIDED, NO_FIT = ChemistryVerdict
ALLOWED_IN_KICKOFF = ALLOWED[Phase.KICKOFF]


def says(by: Side, verdict: ChemistryVerdict) -> c.GiveChemistryVerdict:
    """One partner's answer."""
    return c.GiveChemistryVerdict(by=by, verdict=verdict)


def talked() -> Life:
    """The talk was held two days after the check opened."""
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="b", starts_at=life.at + timedelta(days=2)))
    return life.wait(days=2, hours=2)


def extended() -> Life:
    """Somebody was undecided after the talk."""
    life = talked()
    life.tell(says("a", FIT), says("b", UNDECIDED))
    return life


def test_no_answer_before_the_talk() -> None:
    """Answers are possible once the talk is over, or when the window has closed."""
    life = in_chemistry()
    life.when(says("a", FIT)).refuses("after 2027-01-26", allowed=("ScheduleMeeting",))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    ends_at = life.at + timedelta(days=2, minutes=30)
    life.when(says("a", FIT), at=ends_at - timedelta(minutes=1)).refuses(
        "once the talk is over", allowed=("ScheduleMeeting",)
    )
    life.when(says("a", FIT), at=ends_at).then(e.ChemistryVerdictGiven(by="a", verdict=FIT))
    silent = in_chemistry().until_day(date(2027, 1, 26), hour=23)
    silent.when(says("a", FIT)).refuses("after 2027-01-26", allowed=("ScheduleMeeting",))
    silent.until_day(date(2027, 1, 27)).when(says("a", FIT)).then(e.ChemistryVerdictGiven)


def test_an_answer_may_change_until_both_have_answered() -> None:
    """One answer leads to nothing yet, the same again to nothing at all, another one replaces it."""
    life = talked()
    life.when(says("a", NO_FIT)).then(e.ChemistryVerdictGiven(by="a", verdict=NO_FIT)).asks_for()
    life.tell(says("a", NO_FIT))
    life.when(says("a", NO_FIT)).stays_quiet()
    life.when(says("a", FIT)).then(e.ChemistryVerdictGiven(by="a", verdict=FIT))
    life.tell(says("a", FIT), says("b", FIT))
    assert life.pair.phase is Phase.KICKOFF


PASSED = (e.ChemistryVerdictGiven, e.MeetingHeld, e.ChemistryCheckPassed, e.KickoffOpened)
EXTENDED = (e.ChemistryVerdictGiven, e.MeetingHeld, e.ChemistryCheckExtended)
ENDED = (e.ChemistryVerdictGiven, e.MeetingHeld, e.ChemistryCheckNotContinued)


@pytest.mark.parametrize(
    ("first", "second", "expected", "letter"),
    [
        (FIT, FIT, PASSED, "E30 a b"),
        (FIT, UNDECIDED, EXTENDED, "E22 a b"),
        (UNDECIDED, FIT, EXTENDED, "E22 a b"),
        (UNDECIDED, UNDECIDED, EXTENDED, "E22 a b"),
        (FIT, NO_FIT, ENDED, "E23 a b"),
        (NO_FIT, FIT, ENDED, "E23 a b"),
        (NO_FIT, UNDECIDED, ENDED, "E23 a b"),
        (NO_FIT, NO_FIT, ENDED, "E23 a b"),
    ],
)
def test_how_two_answers_are_weighed(
    first: ChemistryVerdict, second: ChemistryVerdict, expected: tuple[type[e.PairEvent], ...], letter: str
) -> None:
    """Any no ends it, two yes pass, an undecided extends; both read the same, whoever said what first."""
    for by, other in (("a", "b"), ("b", "a")):
        life = talked()
        life.tell(c.GiveChemistryVerdict.model_validate({"by": by, "verdict": first}))
        answer = c.GiveChemistryVerdict.model_validate({"by": other, "verdict": second})
        life.when(answer).then(*expected).asks_for(letter)


def test_a_second_undecided_is_not_continued() -> None:
    """There is one extension; it voids both answers, and after it only two yes go on."""
    life = extended()
    assert life.stage(Chemistry).verdicts == {}
    due_on = life.today + timedelta(days=7)
    assert life.events[-2] == e.ChemistryCheckExtended(extended_on=life.today, due_on=due_on, n=1)
    assert life.stage(Chemistry).due_on == due_on
    life.when(says("a", FIT)).refuses("once the talk is over", allowed=("ScheduleMeeting",))
    life.wait(days=8)
    life.tell(says("a", FIT))
    life.when(says("b", UNDECIDED)).then(e.ChemistryVerdictGiven, e.ChemistryCheckNotContinued).asks_for("E23 a b")
    life.when(says("b", FIT)).then(e.ChemistryVerdictGiven, e.ChemistryCheckPassed, e.KickoffOpened)


def test_an_extended_check_asks_anew_after_the_second_talk() -> None:
    """The talk of the extension is another talk: answers are asked for once it is over."""
    life = extended()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    life.when(says("a", FIT)).refuses("once the talk is over", allowed=("ScheduleMeeting",))
    life.wait(days=4)
    assert life.stage(Chemistry).is_verdict_requested
    life.tell(says("a", FIT), says("b", FIT))
    assert life.pair.phase is Phase.KICKOFF


@pytest.mark.parametrize("walk", [in_chemistry, talked, extended])
def test_missing_answers_lapse(walk: Callable[[], Life]) -> None:
    """Seven days after the window missing answers count as no, and the letters say no more than that."""
    life = walk()
    (lapse,) = life.due("chemistry.lapse")
    assert lapse.due_at.date() == life.stage(Chemistry).due_on + timedelta(days=7)
    life.until(lapse.due_at - timedelta(hours=1))
    life.passes("chemistry.lapse").asks_for("E23 a b")
    life.until(lapse.due_at)
    (ended,) = [event for event in life.events if isinstance(event, e.ChemistryCheckNotContinued)]
    assert ended.cause == "LAPSED"


def test_a_no_does_not_end_it_before_the_other_answered() -> None:
    """From the time of the end nobody can tell that a no was there before it."""
    life = talked()
    life.tell(says("a", NO_FIT))
    life.wait(days=10)
    assert life.pair.phase is Phase.CHEMISTRY
    life.wait(days=30)
    (ended,) = [event for event in life.events if isinstance(event, e.ChemistryCheckNotContinued)]
    assert ended.cause == "LAPSED"


@pytest.mark.parametrize(
    ("days", "asked_at"), [(2, "2027-01-14T23:00"), (14, "2027-01-26T23:00"), (17, "2027-01-26T23:00")]
)
def test_answers_are_asked_for_after_the_talk(days: int, asked_at: str) -> None:
    """The request follows the day of the talk, and the end of the window where the talk is later."""
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    assert life.due("chemistry.window")[0].due_at.isoformat().startswith(asked_at)
    life.passes("chemistry.window").then(e.ChemistryVerdictRequested).asks_for("E21 a b")


def test_who_has_answered_is_not_asked() -> None:
    """Both are asked in confidence, but for who has answered already."""
    life = talked()
    life.tell(says("b", FIT))
    life.passes("chemistry.window").asks_for("E21 a")


def test_reminders_while_there_is_no_date() -> None:
    """On the fifth and the tenth day a pair without a date is reminded; one with a date is left in peace."""
    life = in_chemistry()
    assert [d.key for d in life.due("chemistry.reminders")] == ["chemistry.reminders#5", "chemistry.reminders#10"]
    life.passes("chemistry.reminders").then(e.ReminderFellDue).asks_for("E20 a b")
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=6)))
    assert life.due("chemistry.reminders") == []


def test_a_cancelled_talk_brings_no_reminder_of_the_past() -> None:
    """Reminders whose day went by while a date was set do not come after it was cancelled."""
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=12)))
    life.wait(days=6)
    life.tell(c.CancelMeeting(by="b", meeting_id=life.meeting().meeting_id))
    assert [d.key for d in life.due("chemistry.reminders")] == ["chemistry.reminders#10"]
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=8)))
    life.wait(days=5)
    life.tell(c.CancelMeeting(by="b", meeting_id=life.meeting().meeting_id))
    assert life.due("chemistry.reminders") == []


def test_passing_before_the_talk_cancels_it() -> None:
    """Two yes after the window need no talk any more; its cancellation does not say that the pair has ended."""
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=17)))
    life.wait(days=15)
    life.tell(says("a", FIT), says("b", FIT))
    assert life.pair.phase is Phase.KICKOFF
    (told,) = {x.params["pair_ended"] for x in life.pair.owed if x.template.startswith("E42")}
    assert told == "no"


def test_the_window_of_the_policy() -> None:
    """Window, extension and lapse are the policy's."""
    life = in_chemistry(match(policy={"chemistry.window": 30, "chemistry.lapse": 3}))
    assert life.stage(Chemistry).due_on == date(2027, 2, 11)
    assert life.due("chemistry.lapse")[0].due_at.date() == date(2027, 2, 14)


def test_an_answer_after_the_check() -> None:
    """Once weighed, answers are closed."""
    in_kickoff().when(says("a", NO_FIT)).refuses("not possible at KICKOFF", allowed=ALLOWED_IN_KICKOFF)


def test_a_talk_is_the_only_meeting_of_this_phase() -> None:
    """While getting to know each other, one talk may have a date, and of no other kind."""
    life = in_chemistry()
    tomorrow = life.at + timedelta(days=1)
    other = c.ScheduleMeeting(by="a", starts_at=tomorrow, kind=MeetingKind.REGULAR)
    life.when(other).refuses("may be CHEMISTRY", allowed=("ScheduleMeeting",))
    life.tell(c.ScheduleMeeting(by="a", starts_at=tomorrow))
    again = c.ScheduleMeeting(by="b", starts_at=tomorrow + timedelta(days=1))
    life.when(again).refuses("has a date already", allowed=("RescheduleMeeting", "CancelMeeting"))
