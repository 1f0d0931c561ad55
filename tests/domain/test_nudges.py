"""Who is nudged, and who is not: after a no, while away, too often, too late."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.base import DeadlinePassed
from domain.letters import LETTERS, Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.values import SIDES, BalanceReport, Match, Phase, Side, other
from tests.domain.letters import met
from tests.domain.pauses import RESUME_PAIR, pause_pair, paused
from tests.domain.services import AWAY, of
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, in_review, match, proposed

DECLINED = ("RequestRematch", "DeclineRematch")
both_sides = pytest.mark.parametrize("side", SIDES)


def nudged(life: Life, *, since: int = 0) -> list[str]:
    """The nudges that were asked for, each with its reader, and why it did not go out where it did not."""
    withheld = {x.letter_id: f" {x.reason}" for x in life.events if isinstance(x, e.LetterSuppressed)}
    return [
        f"{letter.template[:3]} {delivery.to}{withheld.get(letter.letter_id, '')}"
        for event in life.events[since:]
        if isinstance(event, e.LettersRequested)
        for letter, delivery in zip(event.letters, event.deliveries or (), strict=True)
        if LETTERS[Template(letter.template)].nudge
    ]


def reminded_on(*days: int, **policy: Any) -> Match:
    """Two people who are reminded of a proposal on these days."""
    return match(policy={"proposal.reminders": list(days), **policy})


@both_sides
@pytest.mark.parametrize("story", [proposed, in_chemistry, in_kickoff, in_exchange, in_review, paused])
def test_nudges_are_declined_once(story: Callable[[], Life], side: Side) -> None:
    """Either of the two may want no nudges, in every open phase; saying it again changes nothing."""
    life = story()
    life.when(c.DeclineNudges(by=side)).then(e.NudgesDeclined(by=side)).asks_for()
    life.tell(c.DeclineNudges(by=side))
    life.when(c.DeclineNudges(by=side)).stays_quiet()
    life.when(c.DeclineNudges(by=other(side))).then(e.NudgesDeclined(by=other(side)))


def test_after_the_end_there_is_nothing_to_decline() -> None:
    """Where nobody is nudged, nobody declines it."""
    life = proposed()
    life.tell(c.DeclineMatch(by="a"))
    life.when(c.DeclineNudges(by="a")).refuses("not possible at DECLINED", allowed=DECLINED)
    completed().when(c.DeclineNudges(by="a")).refuses("not possible at COMPLETED", allowed=("SubmitFollowUp",))


@both_sides
def test_who_declined_nudges_gets_none(side: Side) -> None:
    """From then on they do not go out, and the story says why; the other one is nudged as before."""
    life = proposed()
    life.tell(c.DeclineNudges(by=side))
    life.pass_next("proposal.reminders")
    assert sorted(nudged(life)) == sorted([f"E11 {side} OPTED_OUT", f"E11 {other(side)}"])
    assert [str(x.to) for x in life.pair.owed if x.template.startswith("E11")] == [other(side)]


@both_sides
def test_a_nudge_that_waits_goes_with_the_no(side: Side) -> None:
    """What was asked for and has not left yet does not leave any more."""
    life = late_in_the_evening(proposed())
    assert nudged(life) == ["E11 a", "E11 b"]
    life.tell(c.DeclineNudges(by=side))
    assert nudged(life) == [f"E11 {x} OPTED_OUT" if x == side else f"E11 {x}" for x in SIDES]


@both_sides
def test_what_is_no_nudge_still_comes(side: Side) -> None:
    """Who wants no nudges, or is away, is still told what changes, and reminded of a meeting."""
    life = in_exchange()
    life.tell(c.DeclineNudges(by=side), of(side, "hr.absence_started", until_on="2027-01-25"))
    life.when(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=4))).asks_for("E40 a b")
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=4)))
    life.passes("meeting.reminder").asks_for("E43 a b")


@both_sides
@pytest.mark.parametrize(
    ("from_on", "until_on", "reason"),
    [
        ("2027-01-14", "2027-01-14", " ABSENT"),
        ("2027-01-11", "2027-01-20", " ABSENT"),
        ("2027-01-11", "2027-01-13", ""),
        ("2027-01-15", "2027-01-20", ""),
    ],
)
def test_who_is_away_is_not_nudged(from_on: str, until_on: str, reason: str, side: Side) -> None:
    """On no day from the first to the last of an absence; the other one is nudged as before."""
    life = proposed()
    life.tell(of(side, "hr.absence_started", from_on=from_on, until_on=until_on))
    life.pass_next("proposal.reminders")
    assert life.today == date(2027, 1, 14)
    assert sorted(nudged(life)) == sorted([f"E11 {side}{reason}", f"E11 {other(side)}"])


@both_sides
def test_a_nudge_that_waits_goes_with_the_absence(side: Side) -> None:
    """Also where an absence becomes known while a nudge waits for its morning; who is back is nudged again."""
    life = late_in_the_evening(proposed())
    back = deepcopy(life)
    away = {"from_on": "2027-01-15", "until_on": "2027-01-20"}
    life.tell(of(side, "hr.absence_started", **away))
    assert nudged(life) == [f"E11 {x} ABSENT" if x == side else f"E11 {x}" for x in SIDES]
    back.tell(of(side, "hr.absence_started", **AWAY), of(side, "hr.absence_ended"))
    assert nudged(back) == ["E11 a", "E11 b"]


@both_sides
def test_a_nudge_that_follows_another_letter_is_withheld_as_well(side: Side) -> None:
    """Both read that the pair goes on; the hint that comes with it does not go to the one who wants none."""
    life = met("a").wait(days=1)
    about = life.tell(c.EnterMeeting(by="a", started_at=life.at - timedelta(hours=2)))[0]
    assert isinstance(about, e.MeetingEntered)
    life.tell(c.DeclineNudges(by=side), pause_pair(life.today + timedelta(days=9)))
    words: dict[Side, BalanceReport] = {"a": BalanceReport.MOSTLY_GAVE, "b": BalanceReport.MOSTLY_RECEIVED}
    life.tell(*(c.ReportBalance(by=by, meeting_id=about.meeting_id, report=said) for by, said in words.items()))
    life.when(RESUME_PAIR).asks_for("E48 a b", "E65 a b")
    life.tell(RESUME_PAIR)
    assert nudged(life)[-2:] == [f"E48 {x} OPTED_OUT" if x == side else f"E48 {x}" for x in SIDES]


def late_in_the_evening(life: Life) -> Life:
    """The first reminder came after the sending hours of Thursday; it waits for Friday."""
    deadline = life.due("proposal.reminders")[0]
    life.until(deadline.due_at - timedelta(minutes=1)).at = datetime(2027, 1, 14, 20, tzinfo=UTC)
    life.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))
    return life


def test_nobody_is_nudged_too_often() -> None:
    """No more than `mail.weekly_cap` within seven days; what did not go out does not count."""
    life = proposed(reminded_on(1, 2, 8, **{"mail.weekly_cap": 1})).wait(days=8, hours=2)
    first, second, third = ["E11 a", "E11 b"], ["E11 a WEEKLY_CAP", "E11 b WEEKLY_CAP"], ["E11 a", "E11 b"]
    assert nudged(life) == first + second + third


def test_a_week_is_seven_days() -> None:
    """A nudge of the sixth day after is one too many, whatever its kind."""
    assert nudged(proposed(reminded_on(1, 2, 3)).wait(days=4))[-2:] == ["E11 a WEEKLY_CAP", "E11 b WEEKLY_CAP"]
    life = proposed(reminded_on(1, 7, **{"mail.weekly_cap": 1})).wait(days=7, hours=2)
    assert nudged(life)[-2:] == ["E11 a WEEKLY_CAP", "E11 b WEEKLY_CAP"]


@both_sides
def test_everybody_s_nudges_are_counted_alone(side: Side) -> None:
    """That one was nudged before takes nothing from the other one."""
    between = reminded_on(1, 2, **{"mail.weekly_cap": 1, "chemistry.reminders": [1]})
    life = proposed(between).wait(hours=12)
    life.tell(c.AcceptMatch(by=side))
    life.wait(days=2)
    life.tell(c.AcceptMatch(by=other(side)))
    life.pass_next("chemistry.reminders")
    assert nudged(life)[:2] == [f"E11 {other(side)}", f"E11 {other(side)} WEEKLY_CAP"]
    assert sorted(nudged(life)[2:]) == sorted([f"E20 {side}", f"E20 {other(side)} WEEKLY_CAP"])


@pytest.mark.parametrize(("late", "reason"), [(timedelta(), ""), (timedelta(minutes=1), " STALE")])
def test_a_reminder_that_comes_too_late_does_not_go_out(late: timedelta, reason: str) -> None:
    """After an outage, not more than `mail.stale_after` days after its moment; the story says so."""
    life = in_kickoff()
    deadline = life.due("kickoff.reminders")[0]
    since = len(life.events)
    life.at = deadline.due_at + timedelta(days=7) + late
    life.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))
    assert nudged(life, since=since) == [f"E31 a{reason}", f"E31 b{reason}"]


def test_an_outage_of_nine_days() -> None:
    """No stale nudge goes out, of those of one kind that come due together only one, and no escalation is lost."""
    life = in_kickoff(match(policy={"kickoff.reminders": [5, 8, 11], "kickoff.escalate_coordinator": 12}))
    life.until(life.due("kickoff.reminders")[0].due_at - timedelta(minutes=1))
    since = len(life.events)
    life.at += timedelta(days=9)
    life.until(life.at)
    assert nudged(life, since=since) == ["E31 a STALE", "E31 b STALE", "E31 a", "E31 b"]
    asked = [
        x.template for event in life.events[since:] if isinstance(event, e.LettersRequested) for x in event.letters
    ]
    assert asked.count(Template.KICKOFF_OVERDUE) == 1
    assert life.pair.phase is Phase.KICKOFF


def test_an_outage_that_begins_with_a_nudge_on_its_way() -> None:
    """A nudge that was owed when it began does not go out nine days later; what must be said still does."""
    life = in_kickoff()
    life.pass_next("kickoff.reminders")
    waiting = {letter.letter_id: letter.not_after for letter in life.pair.owed}
    assert set(waiting.values()) == {letter.not_before + timedelta(days=7) for letter in life.pair.owed}
    since = len(life.events)
    life.at += timedelta(days=9)
    life.wait(days=3)
    gone = {x.letter_id: x.reason for x in life.events[since:] if isinstance(x, e.LetterSuppressed)}
    assert {letter_id: gone.get(letter_id) for letter_id in waiting} == dict.fromkeys(waiting, "STALE")
    asked = [x for event in life.events[since:] if isinstance(event, e.LettersRequested) for x in event.letters]
    told = {event.letter_id for event in life.events[since:] if isinstance(event, e.LetterSent)}
    assert [x.letter_id in told for x in asked if x.template == Template.KICKOFF_OVERDUE] == [True]


@both_sides
@pytest.mark.parametrize("kind", ["declined", "away"])
def test_the_partner_s_letters_tell_nothing_of_it(kind: str, side: Side) -> None:
    """What the other one reads, and when, is the same whether or not somebody wants no nudges, or is away."""
    silent, usual = proposed(), proposed()
    silent.tell(c.DeclineNudges(by=side) if kind == "declined" else of(side, "hr.absence_started", **AWAY))
    assert read_by(silent.wait(days=30), other(side)) == read_by(usual.wait(days=30), other(side))


def read_by(life: Life, side: Side) -> list[tuple[str, dict[str, str], datetime]]:
    """What one of the two reads, and when at the earliest."""
    gone = {event.letter_id for event in life.events if isinstance(event, e.LetterSuppressed)}
    return [
        (letter.template, letter.params, delivery.not_before)
        for event in life.events
        if isinstance(event, e.LettersRequested)
        for letter, delivery in zip(event.letters, event.deliveries or (), strict=True)
        if delivery.to == side and letter.letter_id not in gone
    ]
