"""The log as staff read it, where somebody with all rights has spoilt a row."""

import asyncpg
import pytest

from adapters.closed_log import ClosedLog
from adapters.event_store import EventStore
from domain.base import Broken
from tests.log.batches import PAIR, batch

SECRET = "planted-secret"


@pytest.mark.parametrize("column", ["data", "metadata"])
@pytest.mark.parametrize("content", [f'"{SECRET}"', "5", "[]"])
async def test_a_row_that_cannot_be_read(store: EventStore, pool: asyncpg.Pool, column: str, content: str) -> None:
    """The stream and the version are named, and nothing of what stands there is said."""
    await store.append(batch("c1"))
    async with pool.acquire() as owner, owner.transaction():
        await owner.execute("alter table events disable trigger events_are_final")
        await owner.execute(f"update events set {column} = $1::jsonb", content)
        await owner.execute("alter table events enable trigger events_are_final")
    with pytest.raises(Broken) as broken:
        await ClosedLog(pool).rows([PAIR])
    assert str(broken.value) == "pair/0001: version 1 cannot be read"
    assert broken.value.__cause__ is None
