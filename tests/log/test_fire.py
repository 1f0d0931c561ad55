"""The log on fire, for seconds: whatever strikes, nothing confirmed is lost, doubled or out of order."""

from collections.abc import AsyncIterator

import pytest

from tests.log.fire.blaze import Result, set_on_fire
from tests.log.fire.faults import ALL_AT_RANDOM, SINGLE, Fault
from tests.log.fire.fixtures import PROPERTY, Note
from tests.log.fire.ledger import Findings
from tests.log.fire.server import Server, own_server

_TIMES = 2


def _named(fault: Fault) -> str:
    return fault.name


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    """A server that may be crashed."""
    async with own_server() as server:
        yield server


@pytest.mark.parametrize("fault", [fault for fault in SINGLE if not fault.needs_server], ids=_named)
async def test_nothing_is_lost(fault: Fault, database: str, seed: int, record_property: Note) -> None:
    """What was confirmed is there, once and in order, in a whole chain, and every reader saw each event once."""
    _check(await set_on_fire(database, fault, seed=seed, times=_TIMES), record_property)


@pytest.mark.parametrize("fault", [fault for fault in (*SINGLE, ALL_AT_RANDOM) if fault.needs_server], ids=_named)
async def test_nothing_is_lost_with_the_server(fault: Fault, server: Server, seed: int, record_property: Note) -> None:
    """The same holds where the server itself ends without warning."""
    async with server.database() as dsn:
        _check(await set_on_fire(dsn, fault, seed=seed, times=_TIMES, server=server), record_property)


def _check(result: Result, note: Note) -> None:
    note(PROPERTY, tuple(result.line))
    assert result.struck >= _TIMES
    assert result.confirmed
    assert result.found == Findings()
