"""The log on fire, for seconds: whatever strikes, nothing confirmed is lost, doubled or out of order."""

from collections.abc import AsyncIterator

import pytest

from tests.log.fire.blaze import set_on_fire
from tests.log.fire.faults import ALL_AT_RANDOM, SINGLE, Fault
from tests.log.fire.fixtures import PROPERTY, Note
from tests.log.fire.ledger import Findings
from tests.log.fire.server import Server, own_server

_TIMES = 2


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    """A server that may be crashed."""
    async with own_server() as server:
        yield server


@pytest.mark.parametrize("fault", [*SINGLE, ALL_AT_RANDOM], ids=lambda fault: fault.name)
async def test_nothing_is_lost(fault: Fault, server: Server, seed: int, record_property: Note) -> None:
    """What was confirmed is there, once and in order, in a whole chain, and every reader saw each event once."""
    result = await set_on_fire(await server.database(), fault, seed=seed, times=_TIMES, server=server)
    record_property(PROPERTY, tuple(result.line))
    assert result.struck >= _TIMES
    assert result.confirmed
    assert result.found == Findings()
