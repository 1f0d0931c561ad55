"""Which act, fact or deadline asks for which letters, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.letters import Template
from domain.pair import commands as c
from domain.pair.stages import Exchange
from domain.pair.told import listed
from domain.pair.values import SIDES, ChemistryVerdict, Side, other
from tests.domain.letters import met, with_another_text
from tests.domain.pauses import in_closing, pause_pair, paused
from tests.domain.services import dissolved, of, signal
from tests.domain.story import (
    Life,
    completed,
    in_chemistry,
    in_exchange,
    match,
    proposed,
)

both_sides = pytest.mark.parametrize("by", SIDES)


@both_sides
def test_what_one_proposes_the_other_one_reads(by: Side) -> None:
    """A pause, a longer one, going on, a later end, completing, another text: the other one alone, with its day."""
    later = timedelta(days=20)
    life = in_exchange()
    amending, another_text = with_another_text(by)
    for story, message, proposal in (
        (life, c.ProposePause(by=by, until_on=life.today + later), "PAUSE"),
        (paused(), c.ProposePause(by=by, until_on=life.today + later), "LONGER_PAUSE"),
        (paused(), c.ProposeResume(by=by), "RESUME"),
        (in_closing(), c.ProposeExtension(by=by, ends_on=in_closing().stage(Exchange).ends_on + later), "EXTENSION"),
        (met("a"), c.ProposeEarlyCompletion(by=by), "EARLY_COMPLETION"),
        (amending, another_text, "AMENDMENT"),
    ):
        story.when(message).asks_for(f"E57 {other(by)}")
        story.tell(message)
        day = getattr(message, "until_on", getattr(message, "ends_on", ""))
        assert story.last_asked.letters[0].params == {"proposal": proposal, "day_on": str(day)}


@both_sides
def test_what_both_want_both_read(by: Side) -> None:
    """A pause, its end, a later end, another text; where a later end is declined the one who proposed it reads it."""
    life = in_exchange()
    life.tell(c.ProposePause(by=by, until_on=life.today + timedelta(days=20)))
    life.when(c.AgreePause(by=other(by))).asks_for("E52 a b")
    resting = paused()
    resting.tell(c.ProposeResume(by=by))
    resting.when(c.AgreeResume(by=other(by))).asks_for("E65 a b")
    closing = in_closing()
    closing.tell(c.ProposeExtension(by=by, ends_on=closing.stage(Exchange).ends_on + timedelta(days=20)))
    closing.when(c.AgreeExtension(by=other(by))).asks_for("E72 a b")
    closing.when(c.DeclineExtension(by=other(by))).asks_for(f"E58 {by}")
    amending, another_text = with_another_text(by)
    amending.tell(another_text)
    amending.when(c.ConfirmAgreement(by=other(by), hash=another_text.agreement.hash())).asks_for("E64 a b")


def test_a_pause_in_letters() -> None:
    """That it has begun, the question how to go on, that it is over."""
    life = in_exchange()
    life.when(pause_pair(life.today + timedelta(days=41))).asks_for("E52 a b")
    life.tell(pause_pair(life.today + timedelta(days=41)))
    life.passes("pause.question").asks_for("E53 a b")
    life.passes("pause.max").asks_for("E65 a b")


def test_dates_in_a_pause_are_cancelled_without_asking_for_new_ones() -> None:
    """While paused no date can be set; the calendar entry goes all the same."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    life.tell(pause_pair(life.today + timedelta(days=20)))
    (params,) = {tuple(x.params.items()) for x in life.last_asked.letters if x.template == Template.MEETING_CANCELLED}
    assert dict(params)["pair_ended"] == "paused"


@both_sides
def test_who_wishes_contact(by: Side) -> None:
    """However it was said: who asked reads that it arrived, the coordinator who it was, the other one nothing."""
    life, asked, half = in_exchange(), in_exchange(), in_exchange()
    asked.until(asked.due("pulse.first")[0].due_at)
    half.until(half.due("midway.at")[0].due_at)
    pulse = c.SubmitPulse(by=by, match=2, progress=2, wellbeing=1, wants_contact=True)
    for story, message in (
        (life, c.RequestSupport(by=by, topic_code="ROLE", message="please call")),
        (asked, pulse),
        (half, c.CompleteMidwayCheckIn(by=by, wants_contact=True)),
    ):
        story.when(message).asks_for("E54 " + by, "E54b coordinator")
        story.tell(message)
        request = story.last_asked
        assert [x.about for x in request.deliveries or ()] == [None, by]
        assert {x.params["react_by_on"] for x in request.letters} == {str(story.pair.escalations[-1].react_by_on)}
        assert "please call" not in request.model_dump_json()
        assert listed(request) == ()
        story.when(c.RequestSupport(by=other(by))).asks_for("E54 " + other(by), "E54b coordinator")
    asked.when(pulse.with_(by=other(by), wants_contact=False)).asks_for()


@both_sides
def test_who_wishes_another_partner(by: Side) -> None:
    """The coordinator reads who it is; the former partner reads nothing, and no list tells of it."""
    life = dissolved()
    life.when(c.RequestRematch(by=by)).asks_for("E66 coordinator")
    life.when(c.DeclineRematch(by=by)).asks_for()
    life.tell(c.RequestRematch(by=by))
    assert [x.about for x in life.last_asked.deliveries or ()] == [by]
    assert listed(life.last_asked) == ()


def test_give_and_take_is_between_the_two() -> None:
    """Both get the same idea, nobody else does, and no list tells of it."""
    life = met("a", "a")
    assert [x.template for x in life.last_asked.letters] == [Template.BALANCE_HINT, Template.BALANCE_HINT]
    assert [x.to for x in life.last_asked.deliveries or ()] == ["a", "b"]
    assert life.last_asked.letters[0].params == {}
    assert listed(life.last_asked) == ()


def test_a_quiet_pair_in_letters() -> None:
    """Two nudges, four ways to go on, the coordinator, both and the coordinator, the coordinator again."""
    life = in_exchange(match(policy={"pulse.first": 60, "midway.at": 70, "closing.notice_pair": 7}))
    for key, letters in (
        ("meeting.no_date_nudge", ["E45 a b"]),
        ("meeting.cadence", ["E45 a b"]),
        ("health.amber", ["E46 a b"]),
        ("health.red", ["E47 coordinator"]),
        ("inactivity.warn", ["E55 a b", "E55b coordinator"]),
        ("inactivity.close", ["E47 coordinator"]),
    ):
        life.passes(key).asks_for(*letters)
        life.pass_next(key)
        life.wait(hours=1)
    assert life.last_asked.letters[0].params["matter"] == "INACTIVE"


@pytest.mark.parametrize(
    ("key", "story", "letters"),
    [
        ("pulse.first", in_exchange, "E49 a b"),
        ("closing.notice_coordinator", in_closing, "E71 coordinator"),
        ("followup.at", completed, "E76 a b"),
    ],
)
def test_days_of_the_half_year(key: str, story: Callable[[], Life], letters: str) -> None:
    """The first month, the last two weeks, three months later."""
    story().passes(key).asks_for(letters)


@both_sides
def test_a_meeting_that_moves_often(by: Side) -> None:
    """From `meeting.reschedule_hint` moves on the letter says how often, whoever moves it; a calendar counts too."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    about = life.meeting()
    said = []
    for days in (6, 7, 8):
        life.tell(c.RescheduleMeeting(by=by, meeting_id=about.meeting_id, starts_at=life.at + timedelta(days=days)))
        said.append(life.last_asked.letters[0].params["often_moved"])
    assert said == ["", "2", "3"]
    moved = signal("calendar.event_moved", ics_uid=about.ics_uid, starts_at=str(life.at + timedelta(days=9)))
    life.tell(moved)
    assert life.last_asked.letters[0].params["ics_sequence"] == "4"


def test_a_meeting_entered_afterwards_stands_in_no_calendar() -> None:
    """It has no entry that could be sent, replaced or taken away."""
    life = in_exchange().wait(days=1)
    life.when(c.EnterMeeting(by="a", started_at=life.at - timedelta(hours=2))).asks_for()


def test_every_end_reads_the_same_for_both() -> None:
    """After a no, a withdrawal, a no-fit, an exit, leaving, silence: template, parameters and moment are the same."""
    withdrawn = c.WithdrawMatch(staff_id="person-c", reason="two of one team")
    unfit = in_chemistry().wait(days=15)
    unfit.tell(c.GiveChemistryVerdict(by="a", verdict=ChemistryVerdict.NO_FIT))
    fits = c.GiveChemistryVerdict(by="b", verdict=ChemistryVerdict.FIT)
    read = {}
    for name, story, messages in (
        ("declined by a", proposed(), [c.DeclineMatch(by="a")]),
        ("declined by b", proposed(), [c.DeclineMatch(by="b")]),
        ("withdrawn", proposed(), [withdrawn]),
        ("unfit", unfit, [fits]),
        ("a leaves", in_exchange(), [c.LeavePair(by="a")]),
        ("b leaves", in_exchange(), [c.LeavePair(by="b")]),
        ("a has left", in_exchange(), [of("a", "hr.employee_left")]),
    ):
        story.tell(*messages)
        a, b = (_read_at_the_end(story, side) for side in SIDES)
        assert a == b, name
        read[name] = a
    assert read["declined by a"] == read["declined by b"]
    assert read["a leaves"] == read["b leaves"] == read["a has left"]
    assert read["withdrawn"][0][0] == read["declined by a"][0][0]


def _read_at_the_end(life: Life, side: Side) -> list[tuple[str, dict[str, str], datetime]]:
    request = life.last_asked
    pairs = zip(request.letters, request.deliveries or (), strict=True)
    return [(letter.template, letter.params, x.not_before) for letter, x in pairs if x.to == side]
