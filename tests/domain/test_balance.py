"""Give and take: what each says of a meeting, how it is weighed, and the hint to the two."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.pair import balance
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.evolve import evolve
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import SIDES, BalanceReport, MeetingState, Phase, Side, other
from tests.domain.laws import folded, row_of
from tests.domain.meetings import confirm, met
from tests.domain.story import Life, in_exchange, in_kickoff, match

GAVE, EVEN, TOOK = BalanceReport
MIRRORED = {GAVE: TOOK, EVEN: EVEN, TOOK: GAVE, None: None}
ONLY = "of a meeting of the half year that was held"

# What A and B say of one meeting; None for who says nothing.
Words = tuple[BalanceReport | None, BalanceReport | None]
A_GIVES: Words = (GAVE, TOOK)
B_GIVES: Words = (TOOK, GAVE)
BOTH_EVEN: Words = (EVEN, EVEN)
NOTHING: Words = (None, None)


def meet(life: Life) -> UUID:
    """They met this morning, and one of them entered it."""
    life.wait(days=1)
    entered = life.tell(c.EnterMeeting(by="a", started_at=life.at - timedelta(hours=2)))[0]
    assert isinstance(entered, e.MeetingEntered)
    return entered.meeting_id


def say(life: Life, about: UUID, words: Words) -> list[e.PairEvent]:
    """Both say, or do not say, how it was; what follows from it beside the reports."""
    events: list[e.PairEvent] = []
    for side, word in zip(SIDES, words, strict=True):
        if word:
            events += life.tell(c.ReportBalance(by=side, meeting_id=about, report=word))
    return [event for event in events if isinstance(event, e.ExchangeImbalanceDetected | e.ExchangeBalanceRecovered)]


def after(*meetings: Words, life: Life | None = None) -> Life:
    """Some meetings, one a day, with what was said of them."""
    life = life or in_exchange()
    for words in meetings:
        say(life, meet(life), words)
    return life


def weighed(*meetings: Words) -> int | None:
    """The index after these meetings."""
    return balance.index(after(*meetings).pair)


@pytest.mark.parametrize("by", SIDES)
def test_one_says_how_it_was(by: Side) -> None:
    """The last word counts; the same again changes nothing."""
    life = in_exchange()
    about = meet(life)
    said = c.ReportBalance(by=by, meeting_id=about, report=GAVE)
    life.when(said).then(e.BalanceReported(meeting_id=about, by=by, report=GAVE))
    life.tell(said)
    life.when(said).stays_quiet()
    life.when(said.with_(by=other(by))).then(e.BalanceReported)
    life.tell(said.with_(report=EVEN))
    assert life.pair.private.reports[about] == {by: EVEN}


def test_of_what_nothing_is_said() -> None:
    """Of no meeting that nobody has called held, of no talk, of none that is unknown; not before the half year."""
    life = met()
    report = c.ReportBalance(by="a", meeting_id=life.meeting().meeting_id, report=EVEN)
    life.when(report).refuses(ONLY, allowed=("ConfirmMeeting",))
    life.tell(confirm(life, "a", "NOT_HELD"))
    life.when(report).refuses(ONLY, allowed=("ConfirmMeeting",))
    life.tell(confirm(life, "a", "HELD"), confirm(life, "b", "HELD"))
    life.when(report).then(e.BalanceReported)
    life.when(report.with_(meeting_id=uuid4())).refuses(ONLY, allowed=("ConfirmMeeting",))
    talk = next(m for m in life.pair.meetings if m.kind.is_talk)
    assert talk.state is MeetingState.HELD
    life.when(report.with_(meeting_id=talk.meeting_id)).refuses(ONLY, allowed=("ConfirmMeeting",))
    early = in_kickoff()
    early.when(report).refuses("not possible at KICKOFF", allowed=ALLOWED[Phase.KICKOFF])


@pytest.mark.parametrize("by", SIDES)
def test_with_the_word_that_it_was_held(by: Side) -> None:
    """Who has said that they met says at once how it was; it counts when the meeting was held, and only then."""
    life = met()
    report = c.ReportBalance(by=by, meeting_id=life.meeting().meeting_id, report=GAVE)
    life.tell(confirm(life, other(by)))
    life.when(report).refuses(ONLY, allowed=("ConfirmMeeting",))
    life = met()
    life.tell(confirm(life, by))
    life.when(report).then(e.BalanceReported)
    life.tell(report)
    life.tell(confirm(life, other(by), "NOT_HELD"))
    assert [m.state for m in life.pair.meetings if m.meeting_id == report.meeting_id] == [MeetingState.DISPUTED]
    life.when(report.with_(report=EVEN)).refuses(ONLY, allowed=("ConfirmMeeting",))
    assert balance.index(life.pair) is None


@pytest.mark.parametrize(
    ("meetings", "index"),
    [
        ((), None),
        ((A_GIVES,), None),
        ((A_GIVES, NOTHING), None),
        ((A_GIVES, A_GIVES), 0),
        ((A_GIVES, B_GIVES), 100),
        ((BOTH_EVEN, BOTH_EVEN), 100),
        # Who says nothing leaves it to the other's word.
        (((GAVE, None), (GAVE, None)), 0),
        (((GAVE, None), (None, GAVE)), 100),
        # The mean of two words: one gave, the other calls it even.
        (((GAVE, EVEN), (GAVE, EVEN)), 50),
        (((GAVE, EVEN), A_GIVES), 25),
        # Two who both gave, or both received, are even.
        (((GAVE, GAVE), (TOOK, TOOK)), 100),
        # Thirds are rounded down, so that what lies below the limit is below it.
        ((A_GIVES, A_GIVES, B_GIVES), 66),
        ((A_GIVES, A_GIVES, BOTH_EVEN), 33),
        ((A_GIVES, (GAVE, EVEN), BOTH_EVEN), 50),
        # Only the last three held meetings count, also where nothing was said of them.
        ((A_GIVES, B_GIVES, B_GIVES, B_GIVES), 0),
        ((A_GIVES, A_GIVES, NOTHING, NOTHING), None),
        ((A_GIVES, A_GIVES, NOTHING), 0),
    ],
)
def test_how_give_and_take_are_weighed(meetings: tuple[Words, ...], index: int | None) -> None:
    """Over the window each meeting is the mean of two words; exchanging the two changes nothing."""
    assert weighed(*meetings) == index
    assert weighed(*((b, a) for a, b in meetings)) == index
    turned = ((MIRRORED[a], MIRRORED[b]) for a, b in meetings)
    assert weighed(*turned) == index


def test_the_window_counts_by_the_day_of_the_meeting() -> None:
    """A meeting that is entered late has the place of its day, not of its entering."""
    life = after(B_GIVES, A_GIVES, A_GIVES, A_GIVES, life=in_exchange().wait(days=10))
    entered = life.tell(c.EnterMeeting(by="b", started_at=life.at - timedelta(days=9)))[0]
    assert isinstance(entered, e.MeetingEntered)
    assert say(life, entered.meeting_id, B_GIVES) == []
    assert balance.index(life.pair) == 0


def test_a_policy_of_another_window() -> None:
    """Window and minimum are the policy's."""
    life = after(B_GIVES, A_GIVES, life=in_exchange(match(policy={"balance.minimum": 3, "balance.window": 4})))
    assert balance.index(life.pair) is None
    after(A_GIVES, A_GIVES, life=life)
    assert balance.index(life.pair) == 50


def test_one_sided_meetings_bring_a_hint() -> None:
    """With the second one-sided meeting both get the hint, once, whoever gives."""
    for words in (A_GIVES, B_GIVES):
        life = after(words)
        about = meet(life)
        life.tell(c.ReportBalance(by="a", meeting_id=about, report=EVEN))
        hint = e.ExchangeImbalanceDetected(window_meetings=2, detected_on=life.today, index=25)
        assert say(life, about, (None, words[1])) == [hint]
        assert life.stage(Exchange).is_unbalanced
        assert say(life, about, words) == []
        assert say(life, meet(life), words) == []


@pytest.mark.parametrize(("limit", "is_hinted"), [(50, False), (51, True)])
def test_below_means_below(limit: int, is_hinted: bool) -> None:
    """At the limit itself give and take are even enough."""
    life = after((GAVE, EVEN), life=in_exchange(match(policy={"balance.hint_below": limit})))
    assert bool(say(life, meet(life), (GAVE, EVEN))) is is_hinted


@pytest.mark.parametrize("by", SIDES)
def test_a_word_alone_waits_for_the_second(by: Side) -> None:
    """No hint tells whose word brought it: it comes when both have spoken, or when the other had a week to."""
    life = after(A_GIVES)
    about = meet(life)
    met_on = life.today
    gives: BalanceReport = GAVE if by == "a" else TOOK
    told = life.tell(c.ReportBalance(by=by, meeting_id=about, report=gives))
    assert [type(event) for event in told] == [e.BalanceReported]
    date_set = c.ScheduleMeeting(by=by, starts_at=life.at + timedelta(days=30))
    life.until_day(met_on + timedelta(days=7)).when(date_set).then(e.MeetingScheduled)
    life.until_day(met_on + timedelta(days=8)).tell(date_set)
    hints = [event for event in life.events if isinstance(event, e.ExchangeImbalanceDetected)]
    assert [hint.detected_on for hint in hints] == [life.today]


def test_give_and_take_recover() -> None:
    """A meeting the other way round makes it even again, and that is noted once."""
    life = after(A_GIVES, A_GIVES)
    assert say(life, meet(life), B_GIVES) == [e.ExchangeBalanceRecovered(window_meetings=3, index=66)]
    assert not life.stage(Exchange).is_unbalanced
    assert say(life, meet(life), BOTH_EVEN) == []


def test_even_meetings_say_nothing() -> None:
    """Nobody hears of what has been even all along."""
    life = after(A_GIVES)
    assert say(life, meet(life), B_GIVES) == []


@pytest.mark.parametrize(("days", "hints"), [(44, 0), (45, 1)])
def test_the_hint_comes_at_most_once_in_a_while(days: int, hints: int) -> None:
    """A pair that recovers and slips again gets the next hint when 45 days are over."""
    life = after(A_GIVES, A_GIVES)
    hinted_on = life.today
    after(B_GIVES, B_GIVES, life=life)
    life.until_day(hinted_on + timedelta(days=days - 3), hour=8)
    after(A_GIVES, A_GIVES, life=life)
    assert not life.stage(Exchange).is_unbalanced
    about = meet(life)
    assert life.today == hinted_on + timedelta(days=days)
    assert len(say(life, about, A_GIVES)) == hints


def test_who_stays_one_sided_is_not_told_again() -> None:
    """The hint comes when it turns one-sided, not each time that 45 days are over."""
    life = after(A_GIVES, A_GIVES)
    assert after(A_GIVES, A_GIVES, life=life.wait(days=50)).stage(Exchange).is_unbalanced
    assert len([event for event in life.events if isinstance(event, e.ExchangeImbalanceDetected)]) == 1


def test_a_paused_pair_gets_no_hint() -> None:
    """While paused words are taken, but weighed only when the pair goes on."""
    life = after(A_GIVES)
    about = meet(life)
    until_on = life.today + timedelta(days=9)
    life.tell(c.PausePair(staff_id="person-c", until_on=until_on, reason="a long journey"))
    assert say(life, about, A_GIVES) == []
    life.until_day(until_on + timedelta(days=1))
    hints = [event for event in life.events if isinstance(event, e.ExchangeImbalanceDetected)]
    assert [hint.index for hint in hints] == [0]


def test_a_disputed_meeting_does_not_count() -> None:
    """What was said of a meeting that turns out not to be held is not weighed."""
    life = after(A_GIVES)
    about = meet(life)
    say(life, about, (None, EVEN))
    assert balance.index(life.pair) == 50
    life.tell(c.ConfirmMeeting(by="b", meeting_id=about, outcome="NOT_HELD"))
    assert balance.index(life.pair) is None


def test_nothing_in_clear_tells_who_said_what() -> None:
    """The stored fields of the two events say neither who nor what, and the index is sealed."""
    life = after(A_GIVES, A_GIVES)
    kinds = e.BalanceReported | e.ExchangeImbalanceDetected
    clear = [row_of(event).data for event in life.events if isinstance(event, kinds)]
    assert {key for data in clear for key in data} == {"meeting_id", "window_meetings", "detected_on"}


def test_shredded_reports_leave_nothing() -> None:
    """What was said is gone with the key, and the shredded events can still be folded."""
    life = after(A_GIVES, A_GIVES)
    life.tell(c.LeavePair(by="b"))
    life.wait(days=120)
    assert life.pair.private.reports == {}
    rows = [row_of(event, version) for version, event in enumerate(life.events, start=1)]
    assert folded([row.with_(sealed=None) for row in rows]) == life.pair


def test_a_word_without_a_sender_changes_nothing() -> None:
    """A report whose sealed fields are gone is nobody's word."""
    pair: Pair = after(A_GIVES, A_GIVES).pair
    gone = e.BalanceReported(meeting_id=pair.meetings[-1].meeting_id)
    assert evolve(pair, gone).private == pair.private
