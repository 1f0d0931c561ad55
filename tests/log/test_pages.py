"""Pages that Temporal takes, however large the events are."""

import pytest

from adapters.event_store import EventStore, open_event_store
from adapters.guard import Guard
from domain.base import Outcome, Row
from tests.log.batches import PAIR, batch, look, row

KIB = 1024
# Temporal takes two megabytes as one payload.
LARGEST_PAGE = 1_500_000


def size(rows: tuple[Row, ...]) -> int:
    """Bytes of the rows as they travel."""
    return sum(len(row.model_dump_json().encode()) for row in rows)


def versions(rows: tuple[Row, ...]) -> list[int]:
    """Which rows these are."""
    return [row.version for row in rows]


@pytest.fixture
async def large(store: EventStore) -> tuple[Row, ...]:
    """A stream of events that vary between tiny and 64 KiB, open and sealed, and compress well or not at all."""
    rows: list[Row] = []
    for n in range(20):
        new = [_large(len(rows) + k) for k in range(1, 6)]
        await store.append(batch(f"c{n}", seen=len(rows)).with_(rows=tuple(new)))
        rows += new
    return tuple(rows)


def _large(version: int) -> Row:
    text = f"{version:06}ü" * ((version * 37 % 100) * 64 * KIB // 100 // 8)
    if version % 3:
        return row(version, command=f"c{version}", text=text)
    return row(version, command=f"c{version}", sealed={"text": text})


async def test_pages_of_the_append(store: EventStore, large: tuple[Row, ...]) -> None:
    """Whoever is behind gets all rows in order, on pages that end before they become too large for Temporal."""
    pages = [await store.append(look())]
    while pages[-1].more:
        pages.append(await store.append(look(seen=pages[-1].version)))
    assert {page.outcome for page in pages} == {Outcome.BEHIND}
    assert all(page.version == page.rows[-1].version and page.plan for page in pages)
    assert tuple(row for page in pages for row in page.rows) == large
    assert max(size(page.rows) for page in pages) < LARGEST_PAGE
    assert len(pages) < 2 + size(large) / 900_000, "pages are not cut much smaller than they must be"


async def test_reading_gives_the_same_pages(store: EventStore, large: tuple[Row, ...]) -> None:
    """A reader meets the same ends of pages as a writer."""
    page = await store.read(PAIR)
    rows = page.rows
    while page.more:
        assert versions(page.rows) == versions((await store.append(look(seen=len(rows) - len(page.rows)))).rows)
        page = await store.read(PAIR, after=page.version)
        rows += page.rows
    assert rows == large
    assert page.version == len(large)


async def test_one_row_at_least(database: str, master_key: bytes) -> None:
    """An event larger than a page comes alone, and what follows it is not lost."""
    async with open_event_store(database, master_key, guard=Guard(event_bytes=1_200_000)) as store:
        await _one_row_at_least(store)


async def _one_row_at_least(store: EventStore) -> None:
    small, huge = row(1), row(2, text="x" * 1_100_000)
    await store.append(batch("c1").with_(rows=(small, huge, row(3))))
    for seen, expected, more in ((0, [1], True), (1, [2], True), (2, [3], False)):
        recorded, page = await store.append(look(seen=seen)), await store.read(PAIR, after=seen)
        assert (versions(recorded.rows), recorded.more) == (versions(page.rows), page.more) == (expected, more)


async def test_the_last_page_is_full(store: EventStore) -> None:
    """Nothing follows where a stream ends exactly with a page, and nothing is there beyond its end."""
    await store.append(batch("c1", events=200))
    assert (len((await store.append(look())).rows), (await store.append(look())).more) == (200, False)
    assert (len((await store.read(PAIR)).rows), (await store.read(PAIR)).more) == (200, False)
    beyond = await store.read(PAIR, after=200)
    assert (beyond.rows, beyond.version, beyond.more) == ((), 200, False)
    assert (await store.read("pair/none")).more is False
