"""What the chain alone does not tell: anchors, and what must agree with the events."""

import asyncpg
import pytest

from adapters.breaks import Kind
from tests.log.verification.tampering import Tampering, anchor, first_break, proved


async def test_a_tail_that_was_cut(log: int, database: str, pool: asyncpg.Pool, tampering: Tampering) -> None:
    """An anchor tells that the log ended later; without one, plans that are ahead tell it."""
    anchors = [await anchor(pool, position) for position in (log - 20, log - 3, log)]
    await tampering.does(f"delete from events where position > {log - 10}")
    assert await first_break(database, *anchors) == (Kind.CUT, log - 9)
    assert [each.kind for each in (await proved(database)).breaks] == [Kind.PLAN_ASTRAY]


OLDER = (
    "delete from events where position > {end}",
    "delete from commands as c where not exists (select from events as e where e.stream = c.stream)",
    "delete from plans as p where not exists (select from events as e where e.stream = p.stream)",
    "update plans as p set version = (select max(version) from events as e where e.stream = p.stream)",
)


async def test_an_older_backup(log: int, database: str, pool: asyncpg.Pool, tampering: Tampering) -> None:
    """A log that agrees with itself but ends too early is found by an anchor, and by nothing else."""
    anchors = [await anchor(pool, position) for position in (5, log - 3)]
    await tampering.does(*(statement.format(end=log - 10) for statement in OLDER))
    assert (await proved(database)).whole
    assert await first_break(database, *anchors) == (Kind.CUT, log - 9)


async def test_an_emptied_log(log: int, database: str, pool: asyncpg.Pool, tampering: Tampering) -> None:
    """A log of which nothing is left is cut at its first position."""
    last = await anchor(pool, log)
    await tampering.does("truncate events, commands, plans")
    assert (await proved(database)).whole
    assert await first_break(database, last) == (Kind.CUT, 1)


@pytest.mark.parametrize("since", [1, 25])
async def test_a_chain_computed_anew(
    log: int, database: str, pool: asyncpg.Pool, tampering: Tampering, since: int
) -> None:
    """Who recomputes the whole chain after a change is found by an anchor, and by nothing else."""
    anchors = [await anchor(pool, position) for position in (10, 20, 30, log)]
    await tampering.rewrite(f"update events set type = 'Other' where position = {since}", since=since)
    assert (await proved(database)).whole
    wrong = 10 if since == 1 else 30
    assert await first_break(database, *anchors) == (Kind.REWRITTEN, wrong)
    (found,) = (await proved(database, anchors=tuple(anchors))).breaks
    assert f"up to position {0 if since == 1 else 20} the anchors hold" in found.seen
    before = tuple(each for each in anchors if each.position < since)
    assert (await proved(database, anchors=before)).whole


async def test_an_anchored_row_that_was_changed(
    log: int, database: str, pool: asyncpg.Pool, tampering: Tampering
) -> None:
    """A chain value that was changed in its place is told once, as a change."""
    anchors = (await anchor(pool, 20),)
    await tampering.does("update events set chain = sha256(chain) where position = 20")
    assert [each.kind for each in (await proved(database, anchors=anchors)).breaks] == [Kind.CHANGED]


async def test_a_clock_that_went_back(log: int, database: str, tampering: Tampering) -> None:
    """A moment before that of the event before is found, though somebody computed the chain anew."""
    await tampering.rewrite(
        "update events set recorded_at = recorded_at - interval '1 day' where position = 15", since=15
    )
    assert await first_break(database) == (Kind.CLOCK_WENT_BACK, 15)


@pytest.mark.parametrize("change", ["delete from commands", "update commands set command_id = command_id || '!'"])
async def test_a_command(log: int, database: str, pool: asyncpg.Pool, tampering: Tampering, change: str) -> None:
    """An event whose command was deleted or renamed is named, the first of them."""
    event = await pool.fetchrow("select * from events where position = 40")
    assert event
    first = await pool.fetchval(
        "select min(position) from events where (stream, command_id) = ($1, $2)", event["stream"], event["command_id"]
    )
    await tampering.does(f"{change} where stream = '{event['stream']}' and command_id = '{event['command_id']}'")
    assert await first_break(database) == (Kind.COMMAND_MISSING, first)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("delete from plans where stream = 'pair/pair-1'", "min"),
        ("update plans set version = version - 1 where stream = 'pair/pair-1'", "max"),
        ("update plans set version = version + 1 where stream = 'pair/pair-1'", "max"),
    ],
)
async def test_a_plan(
    log: int, database: str, pool: asyncpg.Pool, tampering: Tampering, change: str, place: str
) -> None:
    """A plan that is not that of the last event of its stream is named, at an event of the stream."""
    await tampering.does(change)
    position = await pool.fetchval(f"select {place}(position) from events where stream = 'pair/pair-1'")
    assert await first_break(database) == (Kind.PLAN_ASTRAY, position)


async def test_a_plan_of_nothing(log: int, database: str, tampering: Tampering) -> None:
    """A plan of a stream that has no event is named; there is no position for it."""
    await tampering.does("insert into plans (stream, version, plan, over) values ('pair/x', 1, '', false)")
    assert await first_break(database) == (Kind.PLAN_ASTRAY, 0)


@pytest.mark.parametrize(("position", "chain"), [(20, "sha256('')"), (10_000, "sha256('')"), (21, None)])
async def test_a_checkpoint(log: int, database: str, pool: asyncpg.Pool, position: int, chain: str | None) -> None:
    """A reader that has read another log, or more than there is, is named with where it stands."""
    taken = chain or "(select chain from events where position = 20)"
    await pool.execute("insert into checkpoints values ('good', 20, (select chain from events where position = 20))")
    await pool.execute("insert into checkpoints values ('new', 0, sha256(''))")
    assert (await proved(database)).whole
    await pool.execute(f"insert into checkpoints values ('bad', {position}, {taken})")
    assert await first_break(database) == (Kind.CHECKPOINT_ASTRAY, position)
    (found,) = (await proved(database)).breaks
    assert "bad" in found.seen


async def test_several_things_are_wrong(log: int, database: str, tampering: Tampering) -> None:
    """The break of the chain comes first, then whatever else was found up to there and beside it, each kind once."""
    await tampering.does(
        "delete from commands where stream = 'pair/pair-0'",
        "update events set data = '{}' where position in (30, 50)",
        "insert into checkpoints values ('bad', 1, sha256(''))",
    )
    breaks = (await proved(database)).breaks
    assert [(each.kind, each.position) for each in breaks] == [
        (Kind.CHANGED, 30),
        (Kind.COMMAND_MISSING, 1),
        (Kind.CHECKPOINT_ASTRAY, 1),
    ]
