"""What other services tell reaches a pair once, whatever its form, and stops none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.pair.commands import AcceptMatch, LeavePair, ReceiveSignal
from tests.engine.world import MONDAY, World

TOLD = ReceiveSignal(
    signal_id="s-1", source="hr/vienna", sent_at=datetime(2027, 1, 11, 6, tzinfo=UTC), signal="hr.moon_rose"
)
SPOILED: dict[str, list[Any]] = {
    "nothing": [],
    "null": [None],
    "two arguments": [TOLD, TOLD],
    "a number": [7],
    "no id": [{"source": "hr", "sent_at": "2027-01-11T06:00:00Z", "signal": "hr.moon_rose"}],
    "an id like a path": [TOLD.model_dump(mode="json") | {"signal_id": "4/proposal.expires"}],
    "no moment": [TOLD.model_dump(mode="json") | {"sent_at": "soon"}],
    "a text without end": [TOLD.model_dump(mode="json") | {"signal": "x" * 10_000}],
}


async def test_told_often(here: World) -> None:
    """However often a service tells the same, also as another service does, each is recorded once."""
    pair = await here.begin(here.match("often"))
    for told in (TOLD, TOLD, TOLD.with_(source="lms"), TOLD):
        await here.pairs.signal("often", told)
    await here.clock.settled(pair)
    assert sorted(x for x in await here.commands("often") if x.startswith("signal/")) == [
        "signal/hr/vienna/s-1",
        "signal/lms/s-1",
    ]
    types = await here.types("often")
    assert types[-2:] == ["ExternalSignalIgnored", "ExternalSignalIgnored"]
    assert types.count("ExternalSignalIgnored") == 2


async def test_of_another_form(here: World, caplog: pytest.LogCaptureFixture) -> None:
    """What has no readable envelope is dropped with a word that repeats nothing of it; the pair goes on."""
    pair = await here.begin(here.match("spoiled"))
    for arguments in SPOILED.values():
        await pair.signal("receive", args=arguments)
    await here.tell("spoiled", AcceptMatch(by="a"))
    assert (await here.types("spoiled"))[-1] == "MatchAccepted"
    assert not any(command.startswith("signal/") for command in await here.commands("spoiled"))
    assert not await here.needs_attention("spoiled")
    dropped = [record for record in caplog.records if "a signal cannot be read" in record.getMessage()]
    assert len(dropped) >= len(SPOILED)
    assert "moon_rose" not in caplog.text


async def test_with_what_no_log_can_keep(here: World) -> None:
    """A number that rounds, or half a text, keeps nothing from being recorded: not the leaving of a person either."""
    match = here.match("part-time")
    pair = await here.begin(match)
    data = {"person_id": match.a.person_id, "last_day_on": "2027-01-31", "fte": 0.8, "note": "\x00"}
    await here.pairs.signal("part-time", TOLD.with_(signal="hr.employee_left", data=data))
    await here.clock.settled(pair)
    assert "PairDissolved" in await here.types("part-time")
    assert not await here.needs_attention("part-time")


async def test_after_the_end(here: World) -> None:
    """A pair that is over records what it is still told, and stays over."""
    pair = await here.begin(here.match("late"))
    await here.tell("late", LeavePair(by="a"))
    await here.clock.forward(pair, MONDAY + timedelta(days=60))
    await here.pairs.signal("late", TOLD)
    assert (await here.pairs.handle("late").result()).result == "OVER"
    assert "signal/hr/vienna/s-1" in await here.commands("late")


async def test_to_nobody(here: World) -> None:
    """A pair that never began does not begin by being told something."""
    await here.pairs.signal("nobody", TOLD)
    assert (await here.pairs.handle("nobody").result()).result == "NOT_OPENED"
    assert await here.rows("nobody") == ()
    await here.begin(here.match("nobody"))
    assert (await here.types("nobody"))[0] == "MatchProposed"
