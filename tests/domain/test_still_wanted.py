"""Letters that wait for their moment, and whose reason goes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.base import Letter, Recipient, derived_id
from domain.letters import LETTERS, Template
from domain.pair import commands as c
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, Intervention, Side, other
from domain.pair.wanted.still import is_wanted
from tests.domain.letters import met, owed, suppressed_after, with_another_text, with_later_reader
from tests.domain.pauses import in_closing, pause_pair, paused
from tests.domain.services import dissolved, of
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, in_review, proposed

both_sides = pytest.mark.parametrize("by", SIDES)


def at_night(life: Life) -> Life:
    """It is eight in the evening; what is asked for now leaves in the next morning."""
    evening = life.at.replace(hour=19, minute=0)
    return life.until(evening if evening > life.at else evening + timedelta(days=1))


# What is said at the end, to whom somebody promised to call, and what leaves a calendar.
ALWAYS = "E12 E23 E42 E54 E54b E61 E62 E66 E75"
WHILE_OPEN = f"{ALWAYS} E47 E56 E81 E83"
QUIET = "E33 E58 E64"


@pytest.mark.parametrize(
    ("story", "numbers"),
    [
        (proposed, f"{WHILE_OPEN} E10 E11"),
        (in_chemistry, f"{WHILE_OPEN} E13 E20 E22"),
        (in_kickoff, f"{WHILE_OPEN} E30 E31 E32 E34"),
        (in_exchange, f"{WHILE_OPEN} {QUIET} E45 E46 E48 E49 E50 E51 E59 E60"),
        (in_closing, f"{WHILE_OPEN} {QUIET} E45 E46 E48 E49 E60"),
        (paused, f"{WHILE_OPEN} {QUIET}"),
        (in_review, f"{WHILE_OPEN} E73 E74"),
        (completed, f"{ALWAYS} E76"),
        (dissolved, ALWAYS),
    ],
)
def test_each_phase_has_its_letters(story: Callable[[], Life], numbers: str) -> None:
    """Of letters that name no day, version or meeting of this pair only those of its phase are still wanted."""
    life = story()
    waiting = (_waiting(template, life.at) for template in Template)
    found = {x.template.split("_")[0] for x in waiting if is_wanted(life.pair, x, life.at)}
    assert found == set(numbers.split())


def _waiting(template: Template, at: datetime) -> Letter:
    of_it = LETTERS[template]
    to = Recipient.COORDINATOR if of_it.to_staff else Recipient.A
    params = dict.fromkeys(of_it.params, "0")
    return Letter(letter_id=derived_id(template), template=template, to=to, not_before=at, params=params)


def test_an_end_that_moves_overnight() -> None:
    """The coordinator need not read of an end that is no longer the end."""
    life = in_closing()
    life.pass_next("closing.notice_coordinator")
    assert owed(life, "E71") == ["coordinator"]
    life.at = life.pair.owed[-1].not_before - timedelta(minutes=1)
    life.tell(c.ProposeExtension(by="a", ends_on=life.stage(Exchange).ends_on + timedelta(days=20)))
    assert "E71 coordinator" in suppressed_after(life, c.AgreeExtension(by="b"))


@both_sides
def test_a_proposal_that_is_answered_overnight(by: Side) -> None:
    """Who has said yes or no by the morning does not read of the proposal any more."""
    life, closing = at_night(in_exchange()), at_night(in_closing())
    life.tell(c.ProposePause(by=by, until_on=life.today + timedelta(days=20)))
    assert suppressed_after(life, c.AgreePause(by=other(by))) == [f"E57 {other(by)}"]
    closing.tell(c.ProposeExtension(by=by, ends_on=closing.stage(Exchange).ends_on + timedelta(days=20)))
    assert suppressed_after(closing, c.DeclineExtension(by=other(by))) == [f"E57 {other(by)}"]
    resting = at_night(paused())
    resting.tell(c.ProposeResume(by=by))
    assert suppressed_after(resting, c.AgreeResume(by=other(by))) == [f"E57 {other(by)}"]
    ended = at_night(met("a"))
    ended.tell(c.ProposeEarlyCompletion(by=by))
    assert f"E57 {other(by)}" in suppressed_after(ended, c.CompleteEarly(by=other(by)))


@both_sides
def test_a_proposal_that_is_not_answered_overnight(by: Side) -> None:
    """Whatever was proposed in the evening is read in the morning."""
    amending, another_text = with_another_text(by)
    until_on = amending.today + timedelta(days=20)
    later = c.ProposeExtension(by=by, ends_on=in_closing().stage(Exchange).ends_on + timedelta(days=20))
    for story, message in (
        (in_exchange(), c.ProposePause(by=by, until_on=until_on)),
        (paused(), c.ProposePause(by=by, until_on=until_on)),
        (paused(), c.ProposeResume(by=by)),
        (in_closing(), later),
        (met("a"), c.ProposeEarlyCompletion(by=by)),
        (amending, another_text),
    ):
        life = at_night(story)
        life.tell(message)
        assert suppressed_after(life, c.RequestSupport(by=by)) == []
        assert owed(life, "E57") == [other(by)]


@both_sides
def test_another_text_that_is_confirmed_overnight(by: Side) -> None:
    """Who has confirmed it does not read that it was proposed."""
    life, message = with_another_text(by)
    at_night(life).tell(message)
    amendment = life.stage(Exchange).amendment
    assert amendment is not None
    assert suppressed_after(life, c.ConfirmAgreement(by=other(by), hash=amendment.hash)) == [f"E57 {other(by)}"]


@both_sides
def test_a_proposal_that_is_replaced_overnight(by: Side) -> None:
    """Only the newer day is read."""
    life = at_night(in_exchange())
    life.tell(c.ProposePause(by=by, until_on=life.today + timedelta(days=20)))
    newer = c.ProposePause(by=by, until_on=life.today + timedelta(days=25))
    assert suppressed_after(life, newer) == [f"E57 {other(by)}"]
    assert owed(life, "E57") == [other(by)]


def test_a_pause_that_changes_overnight() -> None:
    """Both read the day that holds, and nothing of a pause that is over."""
    life = at_night(in_exchange())
    life.tell(pause_pair(life.today + timedelta(days=10)))
    assert suppressed_after(life, pause_pair(life.today + timedelta(days=20))) == ["E52 a", "E52 b"]
    assert owed(life, "E52") == ["a", "b"]
    asked = paused(days=40, life=in_exchange(with_later_reader()))
    asked.pass_next("pause.question")
    back = c.ResumePair(staff_id="person-c", reason="back again")
    assert owed(asked, "E53") == ["a", "b"]
    assert suppressed_after(asked, back) == ["E53 a"]


@pytest.mark.parametrize("key", ["meeting.no_date_nudge", "health.amber", "pulse.first"])
def test_a_pause_silences_nudges(key: str) -> None:
    """What waits for the own morning does not come once the pair rests."""
    life = in_exchange(with_later_reader())
    life.until(life.at + timedelta(days=20 if key == "health.amber" else 0)).pass_next(key)
    waiting = [f"{x.template[:3]} {x.to}" for x in life.pair.owed if x.not_before > life.at]
    assert waiting in (["E45 a"], ["E46 a"], ["E49 a"])
    assert suppressed_after(life, pause_pair(life.today + timedelta(days=20))) == waiting


@both_sides
def test_who_has_answered_is_not_asked(by: Side) -> None:
    """The pulse, and what has stayed: each is asked until that one has answered."""
    life, later = in_exchange(with_later_reader(by)), completed(with_later_reader(by))
    life.pass_next("pulse.first")
    assert owed(life, "E49") == ["a", "b"]
    assert suppressed_after(life, c.SubmitPulse(by=other(by), match=4, progress=4, wellbeing=4)) == []
    later.pass_next("followup.at")
    said = c.SubmitFollowUp(by=by, still_using=4, still_in_touch=True, would_do_it_again=True)
    assert owed(later, "E76") == ["a", "b"]
    assert suppressed_after(later, said) == [f"E76 {by}"]
    asked = in_exchange(with_later_reader(by))
    asked.pass_next("pulse.first")
    assert suppressed_after(asked, c.SubmitPulse(by=by, match=4, progress=4, wellbeing=4)) == [f"E49 {by}"]


@both_sides
def test_a_pair_that_goes_on_is_not_asked_whether_it_does(by: Side) -> None:
    """Whose morning comes later, and the coordinator, need not read a question that one has answered."""
    life = in_exchange(with_later_reader())
    life.pass_next("inactivity.warn")
    waiting = sorted(f"{x.template.split('_')[0][:3]} {x.to}" for x in life.pair.owed if x.not_before > life.at)
    assert waiting == ["E55 a", "E55 coordinator"]
    assert suppressed_after(life, c.ContinuePair(by=by)) == waiting


def test_help_that_is_not_needed_any_more() -> None:
    """Help with a date goes with the date; what somebody should decide about a pair goes with the pair."""
    life = at_night(in_exchange().wait(days=1))
    life.tell(of("a", "hr.manager_changed", manager_id="person-2"))
    assert owed(life, "E56") == ["coordinator"]
    assert "E56 coordinator" in suppressed_after(life, c.LeavePair(by="b"))
    offered = in_exchange().wait(days=1)
    offered.tell(c.RequestSupport(by="a"))
    offered = at_night(offered)
    about = offered.pair.escalations[0].escalation_id
    offered.tell(
        c.Intervene(staff_id="person-c", escalation_id=about, intervention=Intervention.OFFER_DATES, reason="asked for")
    )
    assert suppressed_after(offered, c.ScheduleMeeting(by="a", starts_at=offered.at + timedelta(days=5))) == [
        "E60 a",
        "E60 b",
    ]


def test_a_wish_for_contact_outlives_the_pair() -> None:
    """Who asked for help is called, also where the pair ends overnight."""
    life = at_night(in_exchange())
    life.tell(c.RequestSupport(by="a"))
    assert {"E54 a", "E54 coordinator"} & set(suppressed_after(life, c.LeavePair(by="b"))) == set()
    assert owed(life, "E54") == ["a", "coordinator"]
