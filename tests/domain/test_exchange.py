"""The half year: planning ahead, nudging, half time, the last weeks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import SIDES, MeetingState, Phase, Side, other
from domain.working_time import local_date
from tests.domain.laws import row_of
from tests.domain.story import VIENNA, Life, in_exchange, in_review, match

MEANWHILE = ("ScheduleMeeting", "ConfirmMeeting", "LeavePair")


def hold_a_meeting(life: Life, *, days: float = 1) -> Life:
    """They meet in some days and both say so."""
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    life.wait(days=days, hours=2)
    about = life.meeting().meeting_id
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about) for side in SIDES))
    return life


def nudges(life: Life) -> list[tuple[str, date]]:
    """The nudges that lie ahead, with their local days."""
    return nudges_of(life.pair)


def nudges_of(pair: Pair) -> list[tuple[str, date]]:
    """The nudges to a pair that lie ahead, with their local days."""
    dated = ((d.key.split("#")[0], local_date(d.due_at, pair.zone)) for d in open_deadlines(pair))
    return [(key, day) for key, day in dated if key in ("meeting.no_date_nudge", "meeting.cadence")]


def half_time() -> Life:
    """Half of the half year is over."""
    life = in_exchange()
    return life.until(life.due("midway.at")[0].due_at)


@pytest.mark.parametrize("ahead", [1, 2, 3])
def test_meetings_are_planned_ahead(ahead: int) -> None:
    """As many meetings as the policy says are expected, a cadence apart, from the start on."""
    life = in_exchange(match(policy={"meeting.dates_ahead": ahead}))
    planned = life.pair.meetings_in(MeetingState.PLANNED)
    assert [m.window_on for m in planned] == [date(2027, 1, 18) + timedelta(days=28 * n) for n in range(1, ahead + 1)]
    assert [m.sequence_no for m in planned] == list(range(1, ahead + 1))


def test_nothing_is_planned_after_the_end() -> None:
    """No meeting is expected after the last day of the half year."""
    life = in_exchange()
    for _ in range(8):
        hold_a_meeting(life, days=20)
    assert all(m.window_on <= life.stage(Exchange).ends_on for m in life.pair.meetings_in(MeetingState.PLANNED))
    assert life.pair.meetings_held == 8


def test_the_last_day_of_the_half_year() -> None:
    """A meeting may still be expected on it; no nudge falls due on it any more."""
    three_months = match(policy={"exchange.period": 3, "meeting.cadence": 30, "meeting.dates_ahead": 3})
    life = in_exchange(three_months)
    ends_on = life.stage(Exchange).ends_on
    assert life.pair.meetings_in(MeetingState.PLANNED)[-1].window_on == ends_on == date(2027, 4, 18)
    for days, nudges in ((11, 1), (10, 0)):
        life = in_exchange(three_months)
        hold_a_meeting(life, days=(ends_on - life.today).days - days)
        assert len(life.due("meeting.no_date_nudge")) == nudges


def test_the_next_meeting_is_expected_a_cadence_after_the_last() -> None:
    """The days are counted from the last meeting that was not cancelled."""
    life = in_exchange(match(policy={"meeting.dates_ahead": 1}))
    hold_a_meeting(life, days=20)
    (planned,) = life.pair.meetings_in(MeetingState.PLANNED)
    assert planned.window_on == life.today + timedelta(days=28)


def test_two_nudges_while_no_date_is_set() -> None:
    """Ten days after the last meeting and at its cadence both are nudged; then the pair is left in peace."""
    life = in_exchange()
    first, second = ("meeting.no_date_nudge", date(2027, 1, 28)), ("meeting.cadence", date(2027, 2, 15))
    assert nudges(life) == [first, second]
    # Eight o'clock, and this pair's place in the morning.
    assert life.due("meeting.no_date_nudge")[0].due_at == datetime(2027, 1, 28, 7, 28, tzinfo=UTC)
    life.passes("meeting.no_date_nudge").then(e.ReminderFellDue).asks_for("E45 a b")
    life.wait(days=12)
    assert nudges(life) == [second]
    life.wait(days=60)
    assert nudges(life) == []
    hold_a_meeting(life)
    assert len(nudges(life)) == 2


def test_a_nudge_names_the_last_meeting_that_took_place() -> None:
    """Who has not met yet reads of no last meeting, but of the day that the cadence suggests."""
    life = in_exchange()
    life.until(life.due("meeting.no_date_nudge")[0].due_at)
    assert [(x.template[:3], x.params["last_meeting_on"]) for x in life.last_asked.letters] == [("E45", "")] * 2
    assert {x.params["due_on"] for x in life.last_asked.letters} == {"2027-02-15"}
    hold_a_meeting(life.wait(days=1))
    life.until(life.due("meeting.no_date_nudge")[0].due_at)
    assert [(x.template[:3], x.params["last_meeting_on"]) for x in life.last_asked.letters] == [
        ("E45", "2027-01-30"),
        ("E45", "2027-01-30"),
    ]


def test_no_nudge_while_a_date_is_set_or_awaits_confirmation() -> None:
    """A date keeps the nudges away, until it is known how the meeting went; one of a Saturday comes on Monday."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    assert nudges(life) == []
    life.wait(days=8)
    assert nudges(life) == []
    life.wait(days=6)
    assert nudges(life) == [("meeting.no_date_nudge", date(2027, 2, 2)), ("meeting.cadence", date(2027, 2, 22))]


def test_after_a_cancellation_the_count_begins_anew() -> None:
    """Nobody is nudged for days that went by while a date was set."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=40)))
    life.wait(days=35)
    life.tell(c.CancelMeeting(by="a", meeting_id=life.meeting().meeting_id))
    cancelled_on = life.today
    assert [day for _, day in nudges(life)] == [cancelled_on + timedelta(days=10), cancelled_on + timedelta(days=28)]


def test_a_pair_that_never_meets() -> None:
    """A silent pair is nudged, asked, told of the last weeks, thanked and asked once more; then it is over."""
    life = in_exchange()
    started = len(life.events)
    life.wait(days=400)
    letters = [
        (letter.template[:3], delivery.to)
        for event in life.events[started:]
        if isinstance(event, e.LettersRequested)
        for letter, delivery in zip(event.letters, event.deliveries or (), strict=True)
    ]
    ladder = ["E45", "E45", "E49", "E46", "E55"]
    expected = [*ladder, "E50", "E51", "E70", "E73", "E74", "E74", "E75", "E76"]
    for side in SIDES:
        assert [template for template, to in letters if to == side] == expected
    assert life.pair.phase is Phase.COMPLETED
    (completed,) = [event for event in life.events if isinstance(event, e.PairCompleted)]
    assert (completed.meetings_held, completed.is_below_minimum) == (0, True)


def test_half_time_opens_the_check_in() -> None:
    """Half time on a Sunday opens on Monday; the silent are reminded after a week; after two it lapses."""
    life = in_exchange()
    assert life.stage(Exchange).midway_on == date(2027, 4, 18)
    assert life.due("midway.at")[0].due_at == datetime(2027, 4, 19, 6, tzinfo=UTC)
    opened = e.MidwayCheckInOpened(opened_on=date(2027, 4, 19), due_on=date(2027, 5, 3))
    life.passes("midway.at").then(opened).asks_for("E50 a b")
    life = half_time()
    assert life.due("midway.reminder")[0].due_at == datetime(2027, 4, 26, 6, 28, tzinfo=UTC)
    life.passes("midway.reminder").then(e.ReminderFellDue).asks_for("E51 a b")
    life.tell(c.CompleteMidwayCheckIn(by="a"))
    life.passes("midway.reminder").asks_for("E51 b")
    life.passes("midway.window").then(e.MidwayCheckInLapsed(lapsed_on=date(2027, 5, 4))).asks_for()


def test_taking_stock() -> None:
    """One answer waits, the same again changes nothing, with the second the check-in is complete."""
    life = half_time()
    answer = e.MidwayCheckInAnswered(by="a", agreement_fits=False)
    life.when(c.CompleteMidwayCheckIn(by="a", agreement_fits=False)).then(answer).asks_for()
    life.tell(c.CompleteMidwayCheckIn(by="a", agreement_fits=False))
    life.when(c.CompleteMidwayCheckIn(by="a")).stays_quiet()
    both = life.when(c.CompleteMidwayCheckIn(by="b"))
    both.then(e.MidwayCheckInAnswered, e.MidwayCheckInCompleted(completed_on=life.today)).asks_for()
    life.tell(c.CompleteMidwayCheckIn(by="b"))
    life.when(c.CompleteMidwayCheckIn(by="a")).refuses("answered once", allowed=MEANWHILE)


def test_when_stock_cannot_be_taken() -> None:
    """Not before half time, not after its window, not in another phase."""
    in_exchange().when(c.CompleteMidwayCheckIn(by="a")).refuses("opens on 2027-04-18", allowed=MEANWHILE)
    half_time().wait(days=20).when(c.CompleteMidwayCheckIn(by="a")).refuses("answered once", allowed=MEANWHILE)
    later = in_review().when(c.CompleteMidwayCheckIn(by="a"))
    later.refuses("not possible at REVIEW", allowed=ALLOWED[Phase.REVIEW])


def test_the_last_weeks_and_the_end() -> None:
    """Four weeks before the end, on the next working morning, both are told; then both are asked to look back."""
    life = in_exchange()
    life.passes("closing.notice_pair").then(e.ClosingOpened(ends_on=date(2027, 7, 18))).asks_for("E70 a b")
    review = e.ReviewOpened(opened_on=date(2027, 7, 19), due_on=date(2027, 8, 9))
    life.passes("exchange.period").asks_for("E73 a b")
    assert life.due("closing.notice_pair")[0].due_at.isoformat() == "2027-06-21T06:00:00+00:00"
    assert life.due("exchange.period")[0].due_at.isoformat() == "2027-07-18T22:00:00+00:00"
    life.pass_next("exchange.period")
    assert review in life.events


def test_a_review_that_opens_late_gives_the_whole_time() -> None:
    """Where the end was moved, the days to look back count from the day the review opens."""
    life = in_exchange()
    later = life.due("exchange.period")[0].due_at + timedelta(days=30)
    life.tell(c.MoveDeadline(operator_id="o", key="exchange.period", due_at=later, reason="holidays"))
    life.until(later)
    assert [d.key for d in life.due("review.reminders")] == ["review.reminders#7", "review.reminders#14"]
    assert life.due("review.reminders")[0].due_at > later


@pytest.mark.parametrize("by", SIDES)
def test_what_is_said_at_half_time(by: Side) -> None:
    """The scores of a pulse may be added, and a wish for contact, which the coordinator learns without a name."""
    life = half_time()
    said = c.CompleteMidwayCheckIn(by=by, match=5, progress=2, wellbeing=3, wants_contact=True)
    events = life.tell(said)
    scores = {"match": 5, "progress": 2, "wellbeing": 3}
    assert events[0] == e.MidwayCheckInAnswered(by=by, agreement_fits=True, wants_contact=True, **scores)
    assert row_of(events[0]).data == {"wants_contact": True}
    (raised,) = [event for event in events if isinstance(event, e.EscalationRaised)]
    assert raised.cause == "MidwayCheckInAnswered"
    assert life.pair.is_contact_wished
    life.when(said.with_(by=other(by))).then(e.MidwayCheckInAnswered, e.MidwayCheckInCompleted)


def test_without_a_wish_nobody_is_asked_to_help() -> None:
    """Scores alone, however low, concern nobody but the two."""
    life = half_time()
    events = life.tell(c.CompleteMidwayCheckIn(by="a", agreement_fits=False, match=1, progress=1, wellbeing=1))
    assert [type(event) for event in events] == [e.MidwayCheckInAnswered]
    assert not life.pair.is_contact_wished


def test_the_coordinator_hears_of_the_end() -> None:
    """Two weeks before the end, on a working morning; once."""
    life = in_exchange()
    assert [d.due_at for d in life.due("closing.notice_coordinator")] == [datetime(2027, 7, 5, 6, tzinfo=UTC)]
    life.pass_next("closing.notice_coordinator")
    assert e.ReminderFellDue(key="closing.notice_coordinator") in life.events
    assert life.due("closing.notice_coordinator") == []


def test_the_notices_come_anew_after_an_extension() -> None:
    """Another end is announced to the two and to the coordinator; what was done about the old one does not count."""
    life = in_exchange()
    life.pass_next("closing.notice_pair")
    life.pass_next("closing.notice_coordinator")
    later = life.due("exchange.period")[0].due_at + timedelta(days=3)
    life.tell(c.MoveDeadline(operator_id="o", key="exchange.period", due_at=later, reason="holidays"))
    ends_on = life.stage(Exchange).ends_on + timedelta(days=91)
    longer = e.ExtensionAgreed(by="b", ends_on=ends_on, closing_on=ends_on - timedelta(days=28), expected_meetings=9)
    due = {d.key: local_date(d.due_at, VIENNA) for d in open_deadlines(evolve(life.pair, longer))}
    assert due["closing.notice_pair#1"] == date(2027, 9, 20)
    assert due["closing.notice_coordinator#1"] == date(2027, 10, 4)
    assert due["exchange.period#1"] == ends_on + timedelta(days=1)
    assert "exchange.period" not in due


def test_paused_days_do_not_bring_the_nudges_nearer() -> None:
    """The nudges count from the last meeting without the days of a pause; one that was sent is not sent again."""
    life = hold_a_meeting(in_exchange())
    met_on = life.today
    life.until(life.due("meeting.no_date_nudge")[0].due_at)
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=19), reason="a long journey"))
    assert nudges(life) == []
    life.wait(days=21)
    assert nudges(life) == [("meeting.cadence", met_on + timedelta(days=20 + 28))]


def test_a_date_that_a_pause_cancels_brings_no_nudge_of_the_past() -> None:
    """From the day of resuming on the two have the whole time to find a date."""
    life = in_exchange().wait(days=1)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=19), reason="a long journey"))
    resumes_on = life.today + timedelta(days=20)
    life.until_day(resumes_on)
    days = [(day - resumes_on).days for _, day in nudges(life)]
    assert days == [10, 28]


def test_to_go_on_is_no_meeting() -> None:
    """Who says that the pair goes on has not met: the cadence counts as before."""
    life = hold_a_meeting(in_exchange())
    before = nudges(life)
    assert nudges_of(evolve(life.pair, e.PairContinued(by="a", continued_on=life.today + timedelta(days=3)))) == before
