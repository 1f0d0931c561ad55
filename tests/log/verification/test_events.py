"""Whatever a superuser does to events is found, named, and found at the right place."""

import asyncpg
import pytest

from adapters.breaks import Kind
from tests.log.verification.tampering import COLUMNS, CONTENT, HAPPENED, PAGE, Tampering, first_break, proved


@pytest.mark.parametrize(
    "flip",
    [
        """data = data || '{"by": "b"}'""",
        """metadata = metadata || '{"policy_version": "x"}'""",
        "metadata = jsonb_set(metadata, '{actor,kind}', '\"OPERATOR\"')",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "occurred_at = 'infinity'",
        "type = 'Other'",
        "schema_version = schema_version + 1",
        "command_id = command_id || '!'",
        "stream = 'pair/other'",
        "event_id = gen_random_uuid()",
        "sealed = coalesce(sealed, '') || '\\x00'",
        "chain = sha256(chain)",
        "data = '{}', chain = sha256(chain)",
    ],
)
async def test_a_change(log: int, database: str, tampering: Tampering, flip: str) -> None:
    """A flip of anything in a row is a change, and found where it is."""
    await tampering.does(f"update events set {flip} where position = 33")
    assert await first_break(database) == (Kind.CHANGED, 33)


@pytest.mark.parametrize("position", [1, PAGE, PAGE + 1, 0])
@pytest.mark.parametrize("flip", ["data = '{}'", "chain = sha256(chain)"])
async def test_a_change_anywhere(log: int, database: str, tampering: Tampering, flip: str, position: int) -> None:
    """The first row, the ends of pages and the last row are proved like all others."""
    await tampering.does(f"update events set {flip} where position = {position or log}")
    assert await first_break(database) == (Kind.CHANGED, position or log)


async def test_a_chain_value_alone(log: int, database: str, tampering: Tampering) -> None:
    """Where the next row follows the content, the chain value was changed, whether commands know the row or not."""
    await tampering.does(
        "update events set chain = sha256(chain) where position = 33",
        "delete from commands using events as e where e.position = 33 and commands.command_id = e.command_id",
    )
    assert (await proved(database)).breaks[0].seen.endswith("the next one follows the content")
    assert (await proved(database)).breaks[0].kind is Kind.CHANGED


@pytest.mark.parametrize("flip", ["command_id = command_id || '!'", "stream = 'pair/other'"])
async def test_a_last_row_that_nobody_knows(log: int, database: str, tampering: Tampering, flip: str) -> None:
    """A last row whose command or stream was changed looks like one that was put there."""
    await tampering.does(f"update events set {flip} where position = {log}")
    assert await first_break(database) == (Kind.INSERTED, log)


async def test_many_changes(log: int, database: str, tampering: Tampering) -> None:
    """Of many the first is named, also where neighbours were changed together."""
    await tampering.does("update events set data = '{}' where position >= 20")
    assert await first_break(database) == (Kind.CHANGED, 20)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (PAGE, PAGE), (PAGE + 1, PAGE + 1), (20, 40), (1, 30)])
async def test_a_deletion(log: int, database: str, tampering: Tampering, first: int, last: int) -> None:
    """What was deleted is named by the first position that is missing."""
    await tampering.does(f"delete from events where position between {first} and {last}")
    assert await first_break(database) == (Kind.DELETED, first)


async def test_a_streams_last_row_deleted(log: int, database: str, pool: asyncpg.Pool, tampering: Tampering) -> None:
    """The last event of a pair leaves a hole, and a plan that is ahead of its stream."""
    position = await pool.fetchval("select max(position) from events where stream = 'pair/pair-0'")
    await tampering.does(f"delete from events where position = {position}")
    assert await first_break(database) == (Kind.DELETED, position)
    assert Kind.PLAN_ASTRAY in [each.kind for each in (await proved(database)).breaks]


async def test_a_deletion_before_the_last_row(log: int, database: str, tampering: Tampering) -> None:
    """The last event speaks for the one before it: commands and plans know it, so it was not put there."""
    await tampering.does(f"delete from events where position = {log - 1}")
    assert await first_break(database) == (Kind.DELETED, log - 1)


@pytest.mark.parametrize("by", [1, 3])
async def test_a_deletion_with_the_hole_closed(log: int, database: str, tampering: Tampering, by: int) -> None:
    """Positions that were written anew do not hide that events are missing."""
    await tampering.does(f"delete from events where position between 20 and {19 + by}")
    await tampering.move(since=20, by=-by)
    assert await first_break(database) == (Kind.DELETED, 20)


async def test_a_deletion_with_everything_computed_anew(log: int, database: str, tampering: Tampering) -> None:
    """Positions and chain fit again, and the versions of the stream still have a hole."""
    await tampering.does("delete from events where position = 20")
    await tampering.move(since=20, by=-1)
    await tampering.rewrite(since=20)
    assert await first_break(database) == (Kind.DELETED, 20)


FORGED = """insert into events
select {position}, stream, {version}, gen_random_uuid(), command_id, type, schema_version, data, sealed, metadata,
    occurred_at, recorded_at, {chain} from events where position = {like}"""


def forged(position: int, *, like: int, version: str = "1000", chain: str = "sha256('forged')") -> str:
    """A row that looks like another one."""
    return FORGED.format(position=position, version=version, chain=chain, like=like)


@pytest.mark.parametrize("beyond", [1, 2, 100_000])
@pytest.mark.parametrize("version", ["1000", "version + 1"])
async def test_an_insertion_at_the_end(
    log: int, database: str, tampering: Tampering, beyond: int, version: str
) -> None:
    """A row after the last one, or far beyond it, follows nothing."""
    await tampering.does(forged(log + beyond, like=log, version=version))
    assert await first_break(database) == (Kind.INSERTED, log + beyond)


async def test_an_insertion_that_follows_over_a_hole(log: int, database: str, tampering: Tampering) -> None:
    """A row beyond the end with a chain value computed for it was still put there."""
    await tampering.does(forged(log + 5, like=log, version="version + 1"))
    await tampering.rewrite(since=log + 5)
    assert await first_break(database) == (Kind.INSERTED, log + 5)


async def test_an_insertion_with_its_chain_value(log: int, database: str, tampering: Tampering) -> None:
    """A row after the last one that follows has no plan and no version before it."""
    await tampering.does(forged(log + 1, like=log))
    await tampering.rewrite(since=log + 1)
    assert [each.kind for each in (await proved(database)).breaks] == [Kind.DELETED, Kind.PLAN_ASTRAY]


@pytest.mark.parametrize("position", [1, PAGE, PAGE + 1, 30])
@pytest.mark.parametrize("rows", [1, 2])
async def test_an_insertion_in_the_middle(
    log: int, database: str, tampering: Tampering, position: int, rows: int
) -> None:
    """Rows that others made room for are found at the first of them."""
    await tampering.move(since=position, by=rows)
    for n in range(rows):
        await tampering.does(forged(position + n, like=log + rows, version=f"{1000 + n}", chain=f"sha256('{n}')"))
    assert await first_break(database) == (Kind.INSERTED, position)


async def test_an_insertion_before_the_beginning(log: int, database: str, tampering: Tampering) -> None:
    """Nothing stands before the first position."""
    await tampering.does(forged(0, like=1))
    assert await first_break(database) == (Kind.INSERTED, 0)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (PAGE, PAGE + 1), (20, 21), (20, 50), (20, None), (None, -1)])
@pytest.mark.parametrize("columns", [CONTENT, COLUMNS, HAPPENED, ("data",)], ids=["content", "all", "happened", "data"])
async def test_a_swap(
    log: int, database: str, tampering: Tampering, columns: tuple[str, ...], one: int | None, other: int | None
) -> None:
    """Two rows that were exchanged, with or without their chain values, neighbours or not, are named as that."""
    first = log - 1 if one is None else one
    await tampering.exchange(first, log if other in (None, -1) else other, *columns)
    assert await first_break(database) == (Kind.SWAPPED, first)


async def test_a_copy_is_no_swap(log: int, database: str, tampering: Tampering) -> None:
    """A row that was overwritten with the content of another one was changed: the other is as it was."""
    await tampering.does(
        "update events set (type, data) = (select type, data from events where position = 50) where position = 20"
    )
    assert await first_break(database) == (Kind.CHANGED, 20)
