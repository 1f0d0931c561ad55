"""Readers that ask for what stands after a position: on our log they miss nothing, on a plain table they do."""

from tests.log.fire.fixtures import PROPERTY, Note
from tests.log.fire.ledger import Findings
from tests.log.fire.race import naive, ours, race

_WRITES, _ROUNDS = 20, 10


async def test_readers_miss_nothing(database: str, seed: int, record_property: Note) -> None:
    """While 32 write, roll back and are killed, each reader sees each event once and in order."""
    async with ours(database) as log:
        result = await race(database, log, writes=_WRITES, seed=seed)
    record_property(PROPERTY, tuple(result.line))
    assert result.struck
    assert result.confirmed > 32 * _WRITES / 2
    assert result.found == Findings()


async def test_the_race_has_teeth(database: str, seed: int) -> None:
    """In the same race readers of a table whose positions come from a sequence miss events."""
    lost: list[str] = []
    async with naive(database) as log:
        for n in range(_ROUNDS):
            lost += (await race(database, log, writes=_WRITES, seed=seed + n)).found.lost
            if lost:
                break
    assert lost
    assert all(sentence.endswith("a reader missed it") for sentence in lost)
