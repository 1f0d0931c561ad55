"""Changing the agreement by mutual consent."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import Documentation, DocumentationMode, ExchangeAgreement, FrameworkConditions
from domain.pair.allowed import ALLOWED
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, MeetingState, Phase, Side, other
from tests.domain.story import Life, agreement, in_exchange, in_review

DATES = ("starts_on", "ends_on", "midway_on", "closing_on")
NO_NOTES = Documentation(mode=DocumentationMode.NONE)


def text(life: Life, *, salt: str = "fedcba9876543210", **changes: Any) -> ExchangeAgreement:
    """A text with the dates that hold now, for every fortnight and without notes, but for the changes of its plan."""
    now = life.stage(Exchange)
    dates = {name: getattr(now, name) for name in DATES}
    plain = agreement(life.pair.match, now.starts_on, salt=salt)
    plan = plain.plan.with_(**{**dates, "cadence_days": 14, **changes})
    return plain.with_(plan=plan, documentation=NO_NOTES)


def amended() -> Life:
    """Both want to meet every fortnight, and to write nothing down."""
    life = in_exchange()
    other_text = text(life)
    life.tell(c.AmendAgreement(by="a", agreement=other_text), c.ConfirmAgreement(by="b", hash=other_text.hash()))
    return life


@pytest.mark.parametrize("by", SIDES)
def test_both_want_another_text(by: Side) -> None:
    """One proposes it, the other confirms its hash: it holds from now on, and meetings are counted anew."""
    life = in_exchange()
    other_text = text(life)
    hashed = other_text.hash()
    proposed = e.AmendmentProposed(version=2, hash=hashed, by=by, agreement=other_text)
    life.when(c.AmendAgreement(by=by, agreement=other_text)).then(proposed)
    life.tell(c.AmendAgreement(by=by, agreement=other_text))
    before = life.stage(Exchange)
    assert (before.agreement_version, before.cadence_days) == (1, 28)
    (done, *_) = life.tell(c.ConfirmAgreement(by=other(by), hash=hashed))
    assert done == e.AgreementAmended(
        version=2,
        hash=hashed,
        by=other(by),
        cadence_days=14,
        expected_meetings=12,
        documentation_mode=DocumentationMode.NONE,
    )
    after = life.stage(Exchange)
    assert (after.agreement, after.agreement_version, after.amendment) == (other_text, 2, None)
    assert (after.cadence_days, after.expected_meetings) == (14, 12)


def test_goals_and_words_stay_sealed() -> None:
    """Nothing of the text but its hash stands in the clear."""
    assert {"agreement"} == e.AmendmentProposed.SEALED
    assert not set(e.AgreementAmended.model_fields) & {"agreement", "goals"}


def test_the_length_of_meetings_follows_the_text() -> None:
    """What both agreed on for their meetings holds for the next date."""
    life = in_exchange()
    longer = text(life).with_(conditions=FrameworkConditions(minutes=90))
    life.tell(c.AmendAgreement(by="a", agreement=longer), c.ConfirmAgreement(by="b", hash=longer.hash()))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=3)))
    assert life.pair.meetings_in(MeetingState.SCHEDULED)[-1].minutes == 90


@pytest.mark.parametrize("by", SIDES)
def test_nobody_confirms_the_own_text(by: Side) -> None:
    """Without a text of the partner there is nothing to confirm, not even the text that holds."""
    life = in_exchange()
    holds = life.stage(Exchange).agreement
    assert holds is not None
    nothing = "partner has put no other text"
    life.when(c.ConfirmAgreement(by=by, hash=holds.hash())).refuses(nothing, allowed=("AmendAgreement",))
    life.tell(c.AmendAgreement(by=by, agreement=text(life)))
    life.when(c.ConfirmAgreement(by=by, hash=text(life).hash())).refuses(nothing, allowed=("AmendAgreement",))


def test_a_counter_proposal_replaces_the_text() -> None:
    """It is another version, the first text can no longer be confirmed, and now the other one is asked."""
    life = in_exchange()
    first, second = text(life), text(life, cadence_days=21)
    life.tell(c.AmendAgreement(by="a", agreement=first))
    life.when(c.AmendAgreement(by="a", agreement=first)).stays_quiet()
    life.when(c.AmendAgreement(by="b", agreement=first)).stays_quiet()
    counter = e.AmendmentProposed(version=3, hash=second.hash(), by="b", agreement=second)
    life.when(c.AmendAgreement(by="b", agreement=second)).then(counter)
    life.tell(c.AmendAgreement(by="b", agreement=second))
    again = ("ConfirmAgreement",)
    life.when(c.ConfirmAgreement(by="a", hash=first.hash())).refuses("changed meanwhile", allowed=again)
    life.when(c.ConfirmAgreement(by="a", hash=second.hash())).then(e.AgreementAmended)


def test_a_text_can_be_amended_again() -> None:
    """Versions go on rising; the text that holds is no amendment."""
    life = amended()
    life.when(c.AmendAgreement(by="b", agreement=text(life))).refuses("text that holds", allowed=("AmendAgreement",))
    third = text(life, cadence_days=28)
    rising = e.AmendmentProposed(version=3, hash=third.hash(), by="b", agreement=third)
    life.when(c.AmendAgreement(by="b", agreement=third)).then(rising)


@pytest.mark.parametrize("of", DATES)
@pytest.mark.parametrize("days", [-1, 1])
def test_no_amendment_moves_a_date(of: str, days: int) -> None:
    """The dates move by pauses and extensions only; the refusal names those that hold."""
    life = in_exchange()
    moved = text(life, **{of: getattr(life.stage(Exchange), of) + timedelta(days=days)})
    said = "from 2027-01-18 to 2027-07-18, with midway on 2027-04-18 and closing on 2027-06-20"
    life.when(c.AmendAgreement(by="a", agreement=moved)).refuses(said, allowed=("AmendAgreement",))


def test_an_amendment_names_no_meetings() -> None:
    """Dates of meetings are set one by one."""
    life = in_exchange()
    dated = text(life, next_meetings_at=(life.at + timedelta(days=7),))
    allowed = ("AmendAgreement", "ScheduleMeeting")
    life.when(c.AmendAgreement(by="a", agreement=dated)).refuses("no next meetings", allowed=allowed)


def test_an_extension_meanwhile_makes_the_text_an_old_one() -> None:
    """A text whose dates hold no longer cannot be confirmed; one with the new dates can be proposed."""
    life = in_exchange()
    life.until(life.due("closing.notice_pair")[0].due_at)
    old = text(life)
    life.tell(c.AmendAgreement(by="a", agreement=old))
    life.tell(c.ProposeExtension(by="a", ends_on=date(2027, 8, 18)), c.AgreeExtension(by="b"))
    said = "to 2027-08-18, with midway on 2027-04-18 and closing on 2027-07-21"
    life.when(c.ConfirmAgreement(by="b", hash=old.hash())).refuses(said, allowed=("AmendAgreement",))
    life.tell(c.AmendAgreement(by="b", agreement=text(life)))
    (done, *_) = life.tell(c.ConfirmAgreement(by="a", hash=text(life).hash()))
    assert isinstance(done, e.AgreementAmended)
    assert done.expected_meetings == 15


def test_a_pause_counts_for_no_meetings() -> None:
    """The formula takes the paused days off, and the new text carries the dates that the pause has moved."""
    life = in_exchange().wait(days=2)
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=41), reason="flooded office"))
    life.wait(days=60)
    later = text(life)
    assert str(later.plan.ends_on) == "2027-08-29"
    life.tell(c.AmendAgreement(by="a", agreement=later), c.ConfirmAgreement(by="b", hash=later.hash()))
    assert life.stage(Exchange).expected_meetings == 12


def test_only_while_the_half_year_runs() -> None:
    """Once it is over there is nothing left to agree on."""
    life = in_exchange()
    late = text(life)
    refused = in_review().when(c.AmendAgreement(by="a", agreement=late))
    refused.refuses("not possible at REVIEW", allowed=ALLOWED[Phase.REVIEW])
