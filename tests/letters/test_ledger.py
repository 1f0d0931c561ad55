"""What the ledger keeps, for how long, and who may see it."""

from __future__ import annotations

import asyncpg
import pytest

from adapters.catcher.box import Box
from domain.base import LetterOutcome, Recipient, Unavailable
from domain.letters import Template
from tests.letters.cast import STREAM, letter
from tests.letters.conftest import RESEND, OpenOffice, Vault
from tests.letters.desk import LETTER, post
from tests.letters.faults import Drop, FaultDial, Status


@pytest.mark.parametrize("gone", ["renate", "milica"])
async def test_no_address(gone: str, open_office: OpenOffice, dial: FaultDial, vault: Vault) -> None:
    """Somebody the vault no longer knows gets no letter: an outcome, with nothing sent, also later."""
    known = vault.people.pop(gone)
    office = await open_office(RESEND)
    outcome = await post(office)
    assert outcome == LetterOutcome(letter_id=LETTER.letter_id, state="FAILED", error_class="no_address")
    vault.people[gone] = known
    assert await post(office) == outcome
    assert not dial.requests


async def test_unwritable(open_office: OpenOffice, dial: FaultDial) -> None:
    """A letter that lacks a parameter is an outcome and does not hold up the pair."""
    outcome = await post(await open_office(RESEND), LETTER.with_(params={}))
    assert (outcome.state, outcome.error_class) == ("FAILED", "unwritable")
    assert not dial.requests


async def test_shredded(open_office: OpenOffice, dial: FaultDial, pool: asyncpg.Pool) -> None:
    """When the stream's key is gone before the outcome is final, the letter cannot be repeated: unknown."""
    dial.faults.append(Drop())
    with pytest.raises(Unavailable):
        await post(await open_office(RESEND))
    await pool.execute("delete from subject_keys where subject = $1", STREAM)
    assert (await post(await open_office(RESEND))).error_class == "shredded"


async def test_nothing_personal_in_the_ledger(
    open_office: OpenOffice, dial: FaultDial, pool: asyncpg.Pool, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    """A secret planted in a name is neither in the database nor in a log or an error, at any stage of a letter."""
    secret = "Verschwiegen"
    vault.people["renate"] = vault.people["renate"].with_(name=secret, email="geheim@example.org")
    dial.faults += [Drop(), Status(422, body=b'{"name": "geheim@example.org"}')]
    office = await open_office(RESEND)
    with pytest.raises(Unavailable) as caught:
        await post(office)
    waiting = await everything(pool)
    await post(office)
    for told in (waiting, await everything(pool), caplog.text, str(caught.value)):
        for word in (secret, "geheim"):
            assert word not in told
            assert word.encode().hex() not in told


async def everything(pool: asyncpg.Pool) -> str:
    """All letters as text, bytes as hex."""
    rows = await pool.fetch("select letters::text as told from letters")
    assert rows
    return "\n".join(row["told"] for row in rows)


async def test_only_the_postman_may_write(pool: asyncpg.Pool, open_office: OpenOffice) -> None:
    """Other roles may neither change the ledger nor read what was rendered; the postman may not delete."""
    await post(await open_office(RESEND))
    forbidden = {
        "mentoring_reader": ["update letters set state = 'SENT'", "select rendered from letters"],
        "mentoring_postman": ["delete from letters", "select * from events"],
    }
    for role, statements in forbidden.items():
        for statement in statements:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(f"set role {role}; {statement}")


async def test_to_everybody(open_office: OpenOffice, box: Box) -> None:
    """The recipient of a letter is who the role means."""
    office = await open_office(RESEND)
    for to in (Recipient.A, Recipient.B):
        await post(office, letter(Template.MATCH_PROPOSED, to))
    await post(office, letter(Template.PAIR_DISSOLVED))
    assert [caught.email for caught in box.letters()] == [
        "renate@example.org",
        "jakob@example.org",
        "milica@example.org",
    ]
