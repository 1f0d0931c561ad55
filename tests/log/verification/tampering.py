"""A superuser who switches the guards off and does as they please, and who proves the log afterwards."""

from __future__ import annotations

import asyncpg

from adapters.breaks import Kind
from adapters.postgres import Role, open_pool
from adapters.verification import Proof, Verification
from domain.anchor import Head

PAGE = 7
"""So small that a log of a hundred events has many ends of pages."""

HAPPENED = ("type", "schema_version", "data", "sealed", "metadata", "occurred_at")
CONTENT = ("stream", "version", "event_id", "command_id", *HAPPENED, "recorded_at")
COLUMNS = (*CONTENT, "chain")

# The chain anew from a position on, as anybody can compute it who may read the definition.
_RECOMPUTE = """
do $$
declare
    link bytea := coalesce((select chain from events where position < {since} order by position desc limit 1),
        decode(repeat('00', 32), 'hex'));
    event events;
begin
    for event in select * from events where position >= {since} order by position loop
        link := linked(link, event.position, event);
        update events set chain = link where position = event.position;
    end loop;
end
$$"""


class Tampering:
    """Does to a log what nobody may do."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` acts as a superuser."""
        self._pool = pool

    async def does(self, *statements: str) -> None:
        """Some statements in one transaction, with no trigger in the way."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            for statement in statements:
                await connection.execute(statement)

    async def rewrite(self, *statements: str, since: int) -> None:
        """The same, and the chain anew from a position on."""
        await self.does(*statements, _RECOMPUTE.format(since=since))

    async def move(self, *, since: int, by: int, then: str = "") -> None:
        """Moves all rows from a position on up or down, with everything in them but the position."""
        far = 1_000_000
        await self.does(
            f"update events set position = position + {far} where position >= {since}",
            f"update events set position = position - {far} + {by} where position >= {far}",
            *([then] if then else []),
        )

    async def exchange(self, one: int, other: int, *columns: str) -> None:
        """Exchanges what stands in some columns of two rows."""
        both = f"position in ({one}, {other})"
        taken = ", ".join(f"{column} = {'o' if column in columns else 'k'}.{column}" for column in COLUMNS)
        await self.does(
            f"create temp table kept on commit drop as select * from events where {both}",
            # Makes room, since no two rows may have the same id or version for a moment.
            f"update events set event_id = gen_random_uuid(), stream = '!' || position where {both}",
            f"update events as e set {taken} from kept as k, kept as o "
            "where k.position = e.position and o.position <> k.position",
        )


async def proved(database: str, *, anchors: tuple[Head, ...] = (), page: int = PAGE) -> Proof:
    """What is found, with no more rights than a reader has."""
    async with open_pool(database, Role.READER) as pool:
        return await Verification(pool, page=page).prove(anchors=anchors)


async def first_break(database: str, *anchors: Head) -> tuple[Kind, int]:
    """The kind of the first break and its position, the same whatever the size of a page."""
    found = [(await proved(database, anchors=anchors, page=page)).breaks for page in (PAGE, 5_000)]
    assert found[0] == found[1]
    assert found[0], "nothing was found"
    return found[0][0].kind, found[0][0].position


async def anchor(pool: asyncpg.Pool, position: int) -> Head:
    """What an anchor at a position holds."""
    chain = await pool.fetchval("select chain from events where position = $1", position)
    return Head(position=position, chain=chain.hex())
