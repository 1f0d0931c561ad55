"""Anchors: taken of a log that is whole, kept line by line, read whatever a crash left."""

import logging
import os
import resource
from pathlib import Path

import asyncpg
import pytest

from adapters.anchors import AnchorFile, LogAnchors
from adapters.breaks import Kind
from adapters.event_store import EventStore
from adapters.postgres import Role, open_pool
from adapters.verification import Proof, Verification
from domain.anchor import BEGINNING, Anchor
from domain.base import Broken, Unavailable
from tests.log.batches import batch
from tests.log.verification.tampering import Tampering


def ignore(_walked: int, _total: int) -> None:
    """Nobody looks at how far it has come."""


async def anchored(database: str, path: Path | None) -> Anchor:
    """An anchor taken now."""
    async with open_pool(database, Role.READER) as pool:
        return await LogAnchors(Verification(pool), AnchorFile(path) if path else None).take(ignore)


async def proof(database: str, path: Path) -> Proof:
    """What the whole log is like, compared with all anchors."""
    async with open_pool(database, Role.READER) as pool:
        return await Verification(pool).prove(anchors=AnchorFile(path).read())


def lines(path: Path) -> list[str]:
    """What stands in a file."""
    return path.read_text().splitlines()


def size(path: Path) -> int:
    """How long a file is, in bytes."""
    return path.stat().st_size


def tear_off(path: Path, *, keep: int) -> None:
    """Leaves so many characters of the second line, as a crash may."""
    whole, half = path.read_text().splitlines(keepends=True)
    path.write_text(whole + half[:keep])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where anchors go: a folder that is not there yet."""
    return tmp_path / "elsewhere" / "anchors.jsonl"


async def test_an_anchor_is_the_head(store: EventStore, database: str, pool: asyncpg.Pool, path: Path) -> None:
    """Position, chain and moment of the last event, one line each time; the folder is made."""
    await store.append(batch("c1", events=3))
    first = await anchored(database, path)
    stored = await pool.fetchrow("select * from events where position = 3")
    assert stored
    assert (first.position, first.chain, first.recorded_at) == (3, stored["chain"].hex(), stored["recorded_at"])
    await store.append(batch("c2", seen=3))
    second = await anchored(database, path)
    assert (second.position, second.taken_at >= first.taken_at) == (4, True)
    assert AnchorFile(path).read() == (first, second)
    assert len(lines(path)) == 2


async def test_an_empty_log(store: EventStore, database: str, path: Path) -> None:
    """An empty log is anchored as position 0, and whatever is written later agrees with that."""
    anchor = await anchored(database, path)
    assert (anchor.position, anchor.chain, anchor.recorded_at) == (0, BEGINNING.chain, None)
    await store.append(batch("c1"))
    assert (await proof(database, path)).whole
    assert (await anchored(database, path)).position == 1


async def test_the_log_output(store: EventStore, database: str, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With a file and without one, each anchor is said to the log output as it stands in the file."""
    await store.append(batch("c1"))
    with caplog.at_level(logging.INFO, "mentoring.anchor"):
        await anchored(database, path)
        await anchored(database, None)
    with_file, without = (record.getMessage().removeprefix("anchor ") for record in caplog.records)
    assert [with_file] == lines(path)
    assert Anchor.model_validate_json(without).chain == Anchor.model_validate_json(with_file).chain


@pytest.mark.parametrize("kept", [1, 60, -2])
async def test_a_half_written_line(store: EventStore, database: str, path: Path, kept: int) -> None:
    """What a crash left of the last line is passed over, and the next anchor stands on a line of its own."""
    await store.append(batch("c1"))
    first, _ = await anchored(database, path), await anchored(database, path)
    tear_off(path, keep=kept)
    assert AnchorFile(path).read() == (first,)
    third = await anchored(database, path)
    assert AnchorFile(path).read() == (first, third)


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        '{"position": -1, "chain": "00", "recorded_at": null, "taken_at": "now"}',
        f'{{"position": {2**63}, "chain": "{"0" * 64}", "recorded_at": null, "taken_at": "2027-01-01T00:00:00Z"}}',
    ],
)
def test_a_line_that_is_no_anchor(path: Path, line: str) -> None:
    """A whole line that is no anchor was not written by us: its number is named, nothing is guessed."""
    path.parent.mkdir()
    path.write_text(f"\n{line}\n")
    with pytest.raises(Broken, match="line 2 of the anchor file"):
        AnchorFile(path).read()


async def test_a_file_that_cannot_be_written(store: EventStore, database: str, tmp_path: Path) -> None:
    """Where there is no folder to write to, the anchor is not taken for kept, and it is worth another try."""
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="the anchor file cannot be"):
        await anchored(database, tmp_path / "file" / "anchors.jsonl")
    with pytest.raises(Unavailable, match=r"the anchor file cannot be read: .* is no file"):
        AnchorFile(tmp_path).read()


def test_a_pipe(tmp_path: Path) -> None:
    """What has no end is not read: a pipe that nobody writes to would be waited for, a device would fill the memory."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unavailable, match="is no file"):
        AnchorFile(tmp_path / "pipe").read()


async def test_a_full_disk(store: EventStore, database: str, path: Path) -> None:
    """A line for which there was no room is passed over later, and the next one stands alone."""
    await store.append(batch("c1"))
    first = await anchored(database, path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size(path) + 30, limits[1]))
    try:
        with pytest.raises(Unavailable, match="cannot be written"):
            await anchored(database, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert AnchorFile(path).read() == (first,)
    second = await anchored(database, path)
    assert AnchorFile(path).read() == (first, second)


async def test_no_anchor_over_another_history(
    store: EventStore, database: str, tampering: Tampering, path: Path
) -> None:
    """A log that its last anchor contradicts gets no further one, today or later, and says so in its output."""
    for n in range(3):
        await store.append(batch(f"c{n}", seen=n))
    await anchored(database, path)
    await tampering.rewrite("update events set type = 'Other' where position = 2", since=2)
    await store.append(batch("c3", seen=3))
    for _ in range(2):
        with pytest.raises(Broken, match="broken at position 3: REWRITTEN; see `mentoring verify`"):
            await anchored(database, path)
    assert len(AnchorFile(path).read()) == 1
    assert [each.kind for each in (await proof(database, path)).breaks] == [Kind.REWRITTEN]


async def test_no_anchor_over_a_break(
    store: EventStore, database: str, tampering: Tampering, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was changed since the last anchor is found before the next one vouches for it."""
    await store.append(batch("c1"))
    await anchored(database, path)
    await store.append(batch("c2", seen=1, events=2))
    await tampering.does("update events set type = 'Other' where position = 2")
    with pytest.raises(Broken, match="broken at position 2: CHANGED"):
        await anchored(database, path)
    assert "no anchor: the log is broken at position 2, CHANGED" in caplog.text


async def test_a_later_walk_begins_at_the_last_anchor(
    store: EventStore, database: str, tampering: Tampering, path: Path
) -> None:
    """The daily walk passes over what was anchored before; the whole walk of `verify` does not."""
    await store.append(batch("c1", events=3))
    await anchored(database, path)
    await tampering.does("update events set type = 'Other' where position = 2")
    await store.append(batch("c2", seen=3))
    assert (await anchored(database, path)).position == 4
    assert [each.position for each in (await proof(database, path)).breaks] == [2]


def test_two_processes(path: Path) -> None:
    """Two that append at the same time never mix their lines."""
    children = []
    for number in range(4):
        if not (child := os.fork()):
            for n in range(50):
                AnchorFile(path).append(_anchor(100 * number + n))
            os._exit(0)
        children.append(child)
    assert {os.waitpid(child, 0)[1] for child in children} == {0}
    assert len({anchor.position for anchor in AnchorFile(path).read()}) == 200


def _anchor(position: int) -> Anchor:
    return Anchor(position=position, chain="ab" * 32, taken_at="2027-01-11T07:00:00Z")  # type: ignore[arg-type]
