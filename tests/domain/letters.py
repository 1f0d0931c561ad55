"""Stories and messages that the tests of letters share."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from domain.base import LetterOutcome, LettersPosted
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import Documentation, DocumentationMode
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, BalanceReport, Side
from tests.domain.story import (
    Life,
    in_exchange,
)


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
