"""The proof that the log is whole: a walk along its chain, and a look at what must agree with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial

import asyncpg
from pydantic import computed_field

from adapters import sql
from adapters.breaks import Break, Kind
from adapters.broken_link import told_apart
from adapters.postgres import in_our_words
from domain.anchor import BEGINNING, Head
from domain.base import Frozen

PAGE = 5_000

_SQL = sql.load("verification")

Progress = Callable[[int, int], None]
"""Is told page by page how many events were walked, and how many there are to walk."""


def _nobody(_walked: int, _total: int) -> None:
    """Is told, and tells nobody."""


class Proof(Frozen):
    """What a walk found: how far it came, and what is wrong, a break of the chain before all else.

    `events` were walked; `head` is the last one that follows. `anchors` is the number of those that were compared.
    """

    events: int
    head: Head
    anchors: int
    breaks: tuple[Break, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


class Verification:
    """Proves a log event by event.

    The chain covers every column of an event. Of commands, plans and checkpoints only that they are there and belong
    to the events: an answer or a sealed plan that was changed in its place is not noticed here.
    """

    def __init__(self, pool: asyncpg.Pool, *, page: int = PAGE) -> None:
        """`pool` acts as `Role.READER`; `page` is the number of events that are in hand at once."""
        self._pool = pool
        self._page = page

    async def end(self) -> int:
        """The last position, 0 in an empty log. Raises `Unavailable` while the database does not answer."""
        with in_our_words():
            position: int = await self._pool.fetchval(_SQL["end"])
        return position

    async def prove(
        self, *, since: Head = BEGINNING, anchors: Sequence[Head] = (), progress: Progress = _nobody
    ) -> Proof:
        """Walks from `since` to the first break of the chain, or to the end, and compares with the anchors.

        Where `since` itself does not hold, nothing is walked. Whoever has all rights can compute a whole chain
        anew, and only an anchor tells. Raises `Unavailable` while the database does not answer.
        """
        with in_our_words():
            if lost := await self._anchors_astray([since]):
                return Proof(events=0, head=since, anchors=1, breaks=tuple(lost))
            head, breaks = await self._walk(since, progress)
            breaks += [each for each in await self._anchors_astray(anchors) if not _is_at(each, breaks)]
            breaks += [each async for each in self._others_astray()]
        return Proof(
            events=head.position - since.position, head=head, anchors=len(anchors), breaks=_first_of_each_kind(breaks)
        )

    async def _walk(self, since: Head, progress: Progress) -> tuple[Head, list[Break]]:
        """The last event that follows, and what is wrong up to there: of each kind the first."""
        total = await self.end() - since.position
        head, walked = since, 0
        found: list[Break] = []
        while True:
            (page,) = await self._pool.fetch(
                _SQL["page"], head.position, bytes.fromhex(head.chain), head.recorded_at, self._page
            )
            found = [*_first_of_each_kind([*found, *_astray_on(page)])]
            if page["unlinked"] is not None:
                before = await self._pool.fetchrow(_SQL["before"], page["unlinked"], head.position)
                head = _head(before) if before else head
                link = await told_apart(
                    self._pool, page["unlinked"], after=head, page=self._page, alive=partial(progress, walked, total)
                )
                return head, [link, *found]
            head = _head(page) if page["events"] else head
            walked = head.position - since.position
            progress(walked, max(total, walked))
            if page["events"] < self._page:
                return head, found

    async def _anchors_astray(self, anchors: Sequence[Head]) -> list[Break]:
        """The first anchor that the log does not reach, or that it contradicts."""
        positions = sorted({anchor.position for anchor in anchors})
        end = await self.end()
        stored = {row["position"]: row["chain"].hex() for row in await self._pool.fetch(_SQL["stored"], positions)}
        held = 0
        for anchor in sorted(anchors, key=lambda anchor: anchor.position):
            if anchor.position > end:
                return [Break(kind=Kind.CUT, position=end + 1, seen=f"position {anchor.position} was anchored")]
            if stored.get(anchor.position, anchor.chain) != anchor.chain:
                seen = f"another chain value was anchored; up to position {held} the anchors hold"
                return [Break(kind=Kind.REWRITTEN, position=anchor.position, seen=seen)]
            held = anchor.position
        return []

    async def _others_astray(self) -> AsyncIterator[Break]:
        """What the walk does not pass: rows before the beginning, plans, checkpoints; of each the first."""
        if row := await self._pool.fetchrow(_SQL["outside"]):
            yield Break(kind=Kind.INSERTED, position=row["position"], seen="positions begin at 1")
        if row := await self._pool.fetchrow(_SQL["plan_astray"]):
            seen = f"{row['stream']} ends with version {row['last']}, its plan is that of version {row['version']}"
            yield Break(kind=Kind.PLAN_ASTRAY, position=row["position"], seen=seen)
        if row := await self._pool.fetchrow(_SQL["checkpoint_astray"]):
            seen = f"the reader {row['name']} came here with another chain value"
            yield Break(kind=Kind.CHECKPOINT_ASTRAY, position=row["position"], seen=seen)


def _astray_on(page: asyncpg.Record) -> Iterator[Break]:
    """What does not agree with the events of a page, as far as their chain goes."""
    checks = (
        ("early", Kind.CLOCK_WENT_BACK, "recorded earlier than the event before it"),
        ("unversioned", Kind.DELETED, "the version before this one is not in its stream"),
        ("unasked", Kind.COMMAND_MISSING, "the command of this event is not there"),
        ("unplanned", Kind.PLAN_ASTRAY, "the plan of its stream is not there, or older than this event"),
    )
    for column, kind, seen in checks:
        position = page[column]
        if position is not None and (page["unlinked"] is None or position < page["unlinked"]):
            yield Break(kind=kind, position=position, seen=seen)


def _first_of_each_kind(breaks: Sequence[Break]) -> tuple[Break, ...]:
    found: dict[Kind, Break] = {}
    for each in breaks:
        found.setdefault(each.kind, each)
    return tuple(found.values())


def _is_at(found: Break, others: Sequence[Break]) -> bool:
    return any(found.position == other.position for other in others)


def _head(row: asyncpg.Record) -> Head:
    return Head(position=row["position"], chain=row["chain"].hex(), recorded_at=row["recorded_at"])
