"""Every letter of the book is asked for by some story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.base import Recipient
from domain.letters import LETTERS, Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, ChemistryVerdict, Intervention
from tests.domain.laws import check_letters
from tests.domain.letters import failed, met, with_another_text
from tests.domain.pauses import in_closing, paused
from tests.domain.services import of
from tests.domain.story import (
    Life,
    a_full_life,
    completed,
    in_chemistry,
    in_exchange,
    match,
    proposed,
)


def test_every_letter_of_the_book_is_asked_for_by_some_story() -> None:
    """All templates are used, each with exactly the parameters that the letter book names."""
    lives = [a_full_life(), *_ends(), *_courses()]
    asked = [event for life in lives for event in life.events if isinstance(event, e.LettersRequested)]
    assert {Template(letter.template) for event in asked for letter in event.letters} == set(Template) == set(LETTERS)
    for life in lives:
        for event in life.events:
            check_letters(life.pair, (event,), datetime.min.replace(tzinfo=UTC))


def _ends() -> list[Life]:
    declined, unfit, left, done = proposed(), in_chemistry().wait(days=15), in_exchange(), completed()
    declined.tell(c.DeclineMatch(by="a"), c.RequestRematch(by="b"))
    unfit.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.NO_FIT) for side in SIDES))
    left.tell(c.LeavePair(by="a"))
    return [declined, unfit, left, done.wait(days=95)]


def _courses() -> list[Life]:
    staff = {Recipient.COORDINATOR: "person-c", Recipient.DEPUTY: "person-d"}
    quiet = in_exchange(match(staff=staff)).wait(days=150)
    resting, (amended, text), closing = paused(days=40), with_another_text("a"), in_closing()
    amended.tell(text, c.ConfirmAgreement(by="b", hash=text.agreement.hash()))
    ends_on = closing.stage(Exchange).ends_on + timedelta(days=20)
    closing.tell(c.ProposeExtension(by="a", ends_on=ends_on), c.DeclineExtension(by="b"))
    closing.tell(c.ProposeExtension(by="a", ends_on=ends_on), c.AgreeExtension(by="b"))
    helped = in_exchange()
    for intervention in (Intervention.OFFER_DATES, Intervention.OFFER_PAUSE):
        helped.tell(c.RequestSupport(by="a"))
        about = helped.pair.escalations[0].escalation_id
        helped.tell(
            c.Intervene(staff_id="person-c", escalation_id=about, intervention=intervention, reason="talked to both")
        )
    helped.tell(of("a", "hr.manager_changed", manager_id="person-2"), failed(helped.pair.owed[0].letter_id))
    return [quiet, resting.wait(days=60), amended, closing, helped, met("a", "a")]
