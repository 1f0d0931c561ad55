"""What the tests of the post office do: post one letter, look into the ledger, move its clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.post_office import PostOffice
from domain.base import Letter, LetterOutcome
from domain.letters import Template
from tests.letters.cast import PARTIES, POSTED_AT, STREAM, letter
from tests.letters.conftest import MAILPIT, RESEND
from tests.letters.faults import FaultDial, Hold

LETTER = letter(Template.MATCH_CONFIRMED)
both_protocols = pytest.mark.parametrize("dialect", [RESEND, MAILPIT], ids=["resend", "mailpit"])


async def post(office: PostOffice, about: Letter = LETTER) -> LetterOutcome:
    """One try."""
    return await office.post(about, stream=STREAM, parties=PARTIES, posted_at=POSTED_AT)


async def row(pool: asyncpg.Pool) -> asyncpg.Record:
    """The letter's row in the ledger."""
    found = await pool.fetchrow("select * from letters where letter_id = $1", LETTER.letter_id)
    assert found is not None
    return found


async def long_ago(pool: asyncpg.Pool, column: str, ago: timedelta) -> None:
    """Move a time of the ledger into the past."""
    assert column in {"first_attempt_at", "last_attempt_at"}
    await pool.execute(f"update letters set {column} = {column} - $1::interval", ago)


async def crashed(office: PostOffice, dial: FaultDial, *, accepted: bool) -> None:
    """Post, and die while the answer is awaited."""
    hold = Hold(accepted=accepted)
    dial.faults.append(hold)
    attempt = asyncio.create_task(post(office))
    await asyncio.wait_for(hold.reached.wait(), 5)
    attempt.cancel()
    await asyncio.wait([attempt])
    assert attempt.cancelled()
