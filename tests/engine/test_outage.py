"""Parts of the world that are away for a while: Postgres, the mail API."""

from __future__ import annotations

import asyncio

import pytest

from domain.base import Answer
from domain.pair.commands import AcceptMatch
from tests.engine.hands import Hands
from tests.engine.outage import postgres_away
from tests.engine.world import World, at_work
from tests.letters.faults import Status
from tests.waiting import until

_SECONDS, _MINUTES = 2.0, 150.0


async def test_postgres_away_past_the_fast_path(idle: World) -> None:
    """The command waits where operations see it, and is answered when the database is back; nothing is lost."""
    async with at_work(idle):
        pair = await idle.begin(idle.match("away"))
        async with postgres_away(idle.database):
            click = asyncio.create_task(idle.pairs.tell("away", AcceptMatch(by="a")))
            await until(lambda: idle.has_pending_record(pair))
            await asyncio.sleep(_SECONDS)
            assert not click.done()
        assert await click == Answer()
        await idle.tell("away", AcceptMatch(by="b"))
        assert (await idle.types("away")).count("MatchAccepted") == 2
        assert (await idle.types("away"))[-2:] == ["LetterSent", "LetterSent"]


@pytest.mark.long
async def test_postgres_away_for_minutes(idle: World, workers: Hands) -> None:
    """Twelve pairs, a database that is away for minutes, a worker killed meanwhile: every click is one event."""
    pairs = [f"patient-{nth}" for nth in range(12)]
    first = workers.start()
    for name in pairs:
        await idle.begin(idle.match(name))
    async with postgres_away(idle.database):
        clicks = [asyncio.create_task(idle.insist(name, AcceptMatch(by="a"), "one")) for name in pairs]
        await asyncio.sleep(_MINUTES / 2)
        await workers.kill(first)
        workers.start()
        await asyncio.sleep(_MINUTES / 2)
    await asyncio.gather(*clicks)
    for name in pairs:
        await idle.tell(name, AcceptMatch(by="b"))
        types = await idle.types(name)
        assert (types.count("MatchAccepted"), types.count("MatchConfirmed"), types.count("LetterSent")) == (2, 1, 4)
    assert {idle.box.times_seen(letter) for letter in idle.box.letters()} == {1}


async def test_a_letter_that_the_api_rejects(here: World) -> None:
    """It ends as failed, the other one as sent, the coordinator is told, and the pair goes on."""
    here.dial.faults.append(Status(422, body=b'{"name": "validation_error"}'))
    await here.begin(here.match("rejected"))
    assert sorted((await here.types("rejected"))[2:4]) == ["LetterFailed", "LetterSent"]
    assert (await here.types("rejected"))[4:] == ["LettersRequested", "LetterSent"]
    failed = next(row for row in await here.rows("rejected") if row.type == "LetterFailed")
    assert failed.data["error_class"] == "validation_error"
    await here.tell("rejected", AcceptMatch(by="a"))
    assert (await here.types("rejected"))[-1] == "MatchAccepted"


async def test_two_letters_of_a_moment_of_which_one_must_wait(here: World) -> None:
    """The one that was taken is not posted again when the other one is."""
    here.dial.faults.append(Status(503))
    match = here.match("one-waits")
    await here.begin(match)
    assert (await here.types("one-waits"))[2:] == ["LetterSent", "LetterSent"]
    assert len(here.dial.requests) == 3
    assert [here.box.times_accepted(letter) for letter in here.letters(match)] == [1, 1]


async def test_an_api_that_is_away_for_a_day(here: World) -> None:
    """Nobody posts a letter that comes too late: its outcome is unknown, and the pair goes on."""
    match = here.match("no-post")
    await here.begin(match)
    await here.tell("no-post", AcceptMatch(by="a"))
    here.dial.faults.extend([Status(503, headers={"Retry-After": "3600"})] * 100)
    await here.forward("no-post", days=5)
    assert (await here.types("no-post"))[-2:] == ["LettersRequested", "LetterOutcomeUnknown"]
    here.dial.faults.clear()
    await here.tell("no-post", AcceptMatch(by="b"))
    await here.forward("no-post", days=3)
    assert (await here.types("no-post"))[-2:] == ["LetterSent", "LetterSent"]
    assert "E11_match_reminder" not in {template for template, _ in here.templates(match)}
