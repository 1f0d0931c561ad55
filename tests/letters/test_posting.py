"""Each letter is accepted once, whatever fails in between: the real ledger, real HTTP, the real catcher."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.catcher.box import Box
from adapters.mail.api import Dialect
from adapters.post_office import PostOffice
from domain.base import Letter, LetterOutcome, Recipient, Unavailable
from domain.letters import Template
from tests.letters.cast import PARTIES, POSTED_AT, STREAM, letter
from tests.letters.conftest import MAILPIT, RESEND, OpenOffice, Vault
from tests.letters.faults import Drop, Fault, FaultDial, Hold, Status

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


# ---- a worker dies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", [True, False], ids=["after acceptance", "before acceptance"])
async def test_crash_with_keys(accepted: bool, open_office: OpenOffice, box: Box, dial: FaultDial) -> None:
    """A worker that dies between request and record leaves a letter that the next one repeats: accepted once."""
    await crashed(await open_office(RESEND), dial, accepted=accepted)
    assert (await post(await open_office(RESEND))).state == "SENT"
    (caught,) = box.letters()
    assert box.times_accepted(caught) == 1
    assert len(set(dial.requests)) == 1


@pytest.mark.parametrize("accepted", [True, False], ids=["after acceptance", "before acceptance"])
async def test_crash_without_keys(
    accepted: bool, open_office: OpenOffice, box: Box, dial: FaultDial, pool: asyncpg.Pool
) -> None:
    """Without keys the next worker waits until nobody can get the answer any more, then says unknown."""
    await crashed(await open_office(MAILPIT), dial, accepted=accepted)
    second = await open_office(MAILPIT)
    with pytest.raises(Unavailable, match="elsewhere"):
        await post(second)
    await long_ago(pool, "last_attempt_at", timedelta(seconds=41))
    assert (await post(second)).state == "UNKNOWN"
    assert len(box.letters()) == accepted
    assert len(dial.requests) == 1


async def crashed(office: PostOffice, dial: FaultDial, *, accepted: bool) -> None:
    """Post, and die while the answer is awaited."""
    hold = Hold(accepted=accepted)
    dial.faults.append(hold)
    attempt = asyncio.create_task(post(office))
    await asyncio.wait_for(hold.reached.wait(), 5)
    attempt.cancel()
    await asyncio.wait([attempt])
    assert attempt.cancelled()


# ---- two workers at once ---------------------------------------------------------------------------


@both_protocols
async def test_many_workers_at_once(dialect: Dialect, open_office: OpenOffice, box: Box) -> None:
    """Four workers that post the same ten letters at once: each is accepted once and all hear the same."""
    offices = [await open_office(dialect) for _ in range(4)]
    letters = [LETTER.with_(letter_id=letter(template).letter_id) for template in list(Template)[:10]]
    await asyncio.gather(*(post(office, about) for about in letters for office in offices), return_exceptions=True)
    outcomes = [[await post(office, about) for office in offices] for about in letters]
    assert all(len(set(heard)) == 1 and heard[0].state == "SENT" for heard in outcomes)
    assert [box.times_accepted(caught) for caught in box.letters()] == [1] * len(letters)


async def test_two_workers_without_keys(open_office: OpenOffice, box: Box, dial: FaultDial) -> None:
    """While one worker waits for its answer, the other one does not send."""
    hold = Hold(accepted=False)
    dial.faults.append(hold)
    first = asyncio.create_task(post(await open_office(MAILPIT)))
    await asyncio.wait_for(hold.reached.wait(), 5)
    second = await open_office(MAILPIT)
    with pytest.raises(Unavailable, match="elsewhere"):
        await post(second)
    hold.release.set()
    assert await first == await post(second)
    assert len(box.letters()) == 1


# ---- for how long ----------------------------------------------------------------------------------


@both_protocols
async def test_gives_up_before_the_keys_are_forgotten(
    dialect: Dialect, open_office: OpenOffice, dial: FaultDial, pool: asyncpg.Pool
) -> None:
    """23 hours after the first attempt a letter is not sent again: unknown."""
    office = await open_office(dialect)
    dial.faults += [Status(500), Status(500)]
    with pytest.raises(Unavailable):
        await post(office)
    await long_ago(pool, "first_attempt_at", timedelta(hours=22, minutes=59))
    with pytest.raises(Unavailable):
        await post(office)
    await long_ago(pool, "first_attempt_at", timedelta(minutes=2))
    assert await post(office) == LetterOutcome(letter_id=LETTER.letter_id, state="UNKNOWN", error_class="gave_up")
    assert len(dial.requests) == 2


async def test_the_first_outcome_stays(open_office: OpenOffice, box: Box, dial: FaultDial, pool: asyncpg.Pool) -> None:
    """An answer that comes after the letter was given up changes nothing any more."""
    hold = Hold()
    dial.faults.append(hold)
    late = asyncio.create_task(post(await open_office(RESEND)))
    await asyncio.wait_for(hold.reached.wait(), 5)
    await long_ago(pool, "first_attempt_at", timedelta(hours=24))
    given_up = await post(await open_office(RESEND))
    hold.release.set()
    assert given_up.state == "UNKNOWN"
    assert await late == given_up


# ---- nobody to write to, nothing to write, nothing to read ------------------------------------------


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
    secret = "Geheimniskrämer"
    vault.people["renate"] = vault.people["renate"].with_(name=secret, email="geheim@example.org")
    dial.faults += [Drop(), Status(422, body=b'{"name": "geheim@example.org"}')]
    office = await open_office(RESEND)
    with pytest.raises(Unavailable) as caught:
        await post(office)
    waiting = await everything(pool)
    await post(office)
    for told in (waiting, await everything(pool), caplog.text, str(caught.value)):
        assert secret not in told
        assert "geheim" not in told
    assert secret.encode().hex() not in waiting


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
                async with pool.acquire() as connection, connection.transaction():
                    await connection.execute(f"set local role {role}")
                    await connection.execute(statement)


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
