"""Workers that die while they post, and workers that post the same letter at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.catcher.box import Box
from adapters.mail.api import Dialect
from domain.base import LetterOutcome, Unavailable
from domain.letters import Template
from tests.letters.cast import letter
from tests.letters.conftest import MAILPIT, RESEND, OpenOffice
from tests.letters.desk import LETTER, both_protocols, crashed, long_ago, post
from tests.letters.faults import FaultDial, Hold, Status


@pytest.mark.parametrize("accepted", [True, False], ids=["after acceptance", "before acceptance"])
@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=22)], ids=["at once", "much later"])
async def test_crash_with_keys(
    accepted: bool, later: timedelta, open_office: OpenOffice, box: Box, dial: FaultDial, pool: asyncpg.Pool
) -> None:
    """A worker that dies between request and record leaves a letter that the next one repeats: accepted once."""
    await crashed(await open_office(RESEND), dial, accepted=accepted)
    await long_ago(pool, "last_attempt_at", later)
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
    assert await post(office) == LetterOutcome(letter_id=LETTER.letter_id, state="UNKNOWN", error_class="given_up")
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
