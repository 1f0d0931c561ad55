"""Each letter is accepted once, whatever fails in between: the real ledger, real HTTP, the real catcher."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from adapters.catcher.box import Box
from adapters.mail.api import Dialect
from domain.base import LetterOutcome, Unavailable
from tests.letters.cast import PARTIES, POSTED_AT, STREAM
from tests.letters.conftest import MAILPIT, RESEND, OpenOffice, Vault
from tests.letters.desk import LETTER, both_protocols, post, row
from tests.letters.faults import Drop, Fault, FaultDial, Hold, Status


@both_protocols
async def test_the_calm_life(dialect: Dialect, open_office: OpenOffice, box: Box, pool: asyncpg.Pool) -> None:
    """A letter is sent once; posted again it is answered from the ledger, and its text is gone from there."""
    office = await open_office(dialect)
    outcome = await post(office)
    assert await post(office) == outcome
    (caught,) = box.letters()
    assert outcome == LetterOutcome(letter_id=LETTER.letter_id, state="SENT", provider_id=caught.id)
    kept = await row(pool)
    assert (kept["state"], kept["attempts"], kept["rendered"], kept["stream"]) == ("SENT", 1, None, STREAM)


@both_protocols
async def test_a_letter_whose_time_is_over(dialect: Dialect, open_office: OpenOffice, box: Box) -> None:
    """It does not leave any more, but one that has left has left, however late that is asked."""
    office = await open_office(dialect)
    late = LETTER.with_(not_after=POSTED_AT - timedelta(seconds=1))
    stale = await office.post(late, stream=STREAM, parties=PARTIES, posted_at=POSTED_AT)
    assert stale == LetterOutcome(letter_id=LETTER.letter_id, state="STALE")
    assert box.letters() == ()
    in_time = await office.post(late.with_(not_after=POSTED_AT), stream=STREAM, parties=PARTIES, posted_at=POSTED_AT)
    assert in_time.state == "SENT"
    assert await office.post(late, stream=STREAM, parties=PARTIES, posted_at=POSTED_AT) == in_time


@pytest.mark.parametrize(
    "fault",
    [Drop(), Drop(accepted=False), Hold(), Status(500), Status(502), Status(429)],
    ids=lambda f: type(f).__name__,
)
async def test_with_keys_every_fault_is_repeated(
    fault: Fault, open_office: OpenOffice, box: Box, dial: FaultDial
) -> None:
    """With idempotency keys a letter goes out again after any fault: same key, same body, accepted once."""
    office = await open_office(RESEND)
    dial.faults += [fault, fault, fault]
    for _ in range(3):
        with pytest.raises(Unavailable):
            await post(office)
    assert (await post(office)).state == "SENT"
    (caught,) = box.letters()
    assert box.times_accepted(caught) == 1
    assert len(dial.requests) == 4
    assert len(set(dial.requests)) == 1
    assert dial.requests[0].key == str(LETTER.letter_id)


@pytest.mark.parametrize("fault", [Drop(), Hold(), Status(504)], ids=["dropped", "silent", "gateway"])
async def test_without_keys_a_lost_answer_is_the_end(
    fault: Fault, open_office: OpenOffice, box: Box, dial: FaultDial
) -> None:
    """Without keys an attempt whose answer was lost is not repeated: its outcome is unknown, for ever."""
    office = await open_office(MAILPIT)
    dial.faults.append(fault)
    outcome = await post(office)
    assert outcome == LetterOutcome(letter_id=LETTER.letter_id, state="UNKNOWN", error_class="answer_lost")
    assert await post(office) == outcome
    assert len(dial.requests) == 1
    assert len(box.letters()) <= 1


@both_protocols
@pytest.mark.parametrize("fault", [Status(500), Status(503), Status(429)], ids=["500", "503", "429"])
async def test_a_clear_no_for_now_is_repeated(
    fault: Fault, dialect: Dialect, open_office: OpenOffice, box: Box, dial: FaultDial, pool: asyncpg.Pool
) -> None:
    """What the API surely has not taken is posted again in either protocol."""
    office = await open_office(dialect)
    dial.faults.append(fault)
    with pytest.raises(Unavailable):
        await post(office)
    assert (await row(pool))["state"] == "WAITING"
    assert (await post(office)).state == "SENT"
    assert len(box.letters()) == 1
    assert (await row(pool))["attempts"] == 2


@both_protocols
async def test_rejected(dialect: Dialect, open_office: OpenOffice, box: Box, dial: FaultDial) -> None:
    """4xx is the letter's outcome and no error; it is not asked again."""
    office = await open_office(dialect)
    dial.faults.append(Status(422))
    outcome = await post(office)
    assert outcome == LetterOutcome(letter_id=LETTER.letter_id, state="FAILED", error_class="http_422")
    assert await post(office) == outcome
    assert (len(dial.requests), len(box.letters())) == (1, 0)


async def test_a_clash_of_keys(open_office: OpenOffice, box: Box, pool: asyncpg.Pool) -> None:
    """A key that the API knows with another body is an outcome of its own, and nothing is sent."""
    first = await open_office(RESEND)
    await post(first)
    await pool.execute("delete from letters")
    outcome = await first.post(
        LETTER.with_(params=LETTER.params | {"minutes": "45"}), stream=STREAM, parties=PARTIES, posted_at=POSTED_AT
    )
    assert outcome.error_class == "idempotency_clash"
    assert len(box.letters()) == 1


@both_protocols
async def test_retry_after(dialect: Dialect, open_office: OpenOffice, dial: FaultDial) -> None:
    """How long the API wants us to wait reaches whoever repeats the letter."""
    dial.faults.append(Status(429, {"Retry-After": "11"}))
    with pytest.raises(Unavailable) as caught:
        await post(await open_office(dialect))
    assert caught.value.retry_after == 11


async def test_same_body_though_the_person_moved(open_office: OpenOffice, dial: FaultDial, vault: Vault) -> None:
    """A letter is written once: who changes name or address between two attempts gets it as it was."""
    office = await open_office(RESEND)
    dial.faults.append(Drop())
    with pytest.raises(Unavailable):
        await post(office)
    vault.people["renate"] = vault.people["renate"].with_(name="Renate Neu", email="neu@example.org")
    assert (await post(office)).state == "SENT"
    assert len(set(dial.requests)) == 1
