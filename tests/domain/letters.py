"""Stories and messages that the tests of letters share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.base import LetterOutcome, LettersPosted
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import Documentation, DocumentationMode
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, BalanceReport, Match, Side
from tests.domain.story import VIENNA, Life, in_exchange, match, partner


def met(*givers: Side, life: Life | None = None) -> Life:
    """They met so many times, one day after the other, and both said who gave."""
    life = life or in_exchange()
    for giver in givers:
        life.wait(days=1)
        about = life.tell(c.EnterMeeting(by="a", started_at=life.at - timedelta(hours=2)))[0]
        assert isinstance(about, e.MeetingEntered)
        for side in SIDES:
            word = BalanceReport.MOSTLY_GAVE if side == giver else BalanceReport.MOSTLY_RECEIVED
            life.tell(c.ReportBalance(by=side, meeting_id=about.meeting_id, report=word))
    return life


def with_another_text(by: Side) -> tuple[Life, c.AmendAgreement]:
    """The half year runs, and one of the two would like to write nothing down."""
    life = in_exchange()
    text = life.stage(Exchange).agreement
    assert text is not None
    plan = text.plan.with_(next_meetings_at=())
    nothing = Documentation(mode=DocumentationMode.NONE)
    return life, c.AmendAgreement(by=by, agreement=text.with_(plan=plan, documentation=nothing, salt="f" * 16))


def failed(*letter_ids: UUID) -> LettersPosted:
    """The mail API refused these letters for good."""
    return LettersPosted(
        outcomes=tuple(LetterOutcome(letter_id=x, state="FAILED", error_class="no_address") for x in letter_ids)
    )


def owed(life: Life, number: str) -> list[str]:
    """To whom a letter is owed."""
    return [str(letter.to) for letter in life.pair.owed if letter.template.startswith(number)]


def with_later_reader(side: Side = "a", **changes: Any) -> Match:
    """In Vienna one still waits for the morning in which the other one, in India, has been written to already."""
    zones: dict[Side, str] = {"a": "Asia/Kolkata", "b": "Asia/Kolkata", side: VIENNA}
    two: dict[str, Any] = {"a": partner(1, time_zone=zones["a"]), "b": partner(2, time_zone=zones["b"])}
    return match(**two, **changes)


def suppressed_after(life: Life, *messages: c.PairMessage) -> list[str]:
    """The letters that are no longer wanted after some messages, each with its reader."""
    names = {x.letter_id: f"{x.template[:3]} {x.to}" for x in life.pair.owed}
    already = len(life.events)
    life.tell(*messages)
    gone = [event for event in life.events[already:] if isinstance(event, e.LetterSuppressed)]
    assert {event.reason for event in gone} <= {"NO_LONGER_WANTED"}
    return sorted(names.get(event.letter_id, "asked for meanwhile") for event in gone)
