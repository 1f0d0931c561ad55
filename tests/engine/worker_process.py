"""A worker in a process of its own, wired as in real life, that may be armed to kill itself at a moment."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from temporalio.client import Client

import worker
from activities.letters import PostOffice
from activities.record import Log
from adapters.anchors import LogAnchors
from adapters.event_store import open_event_store
from adapters.mail.api import Accepted, Deferred, Rejected
from adapters.mail.message import Mail
from adapters.mail.resend import Resend
from adapters.postgres import Role, open_pool
from adapters.temporal import data_converter
from adapters.verification import Verification
from adapters.watch import OverduePlans
from domain.base import Batch, Letter, LetterOutcome, Parties, Recorded
from domain.origin import Origin
from domain.pair import decider
from tests.engine.haste import Haste
from tests.engine.mutations import RULES
from tests.engine.settings import MASTER, links_at, mail_at
from tests.temporal import CODEC

Place = Literal["before record", "after record", "before letter", "after letter", "before request", "after answer"]
PLACES: tuple[Place, ...] = (
    "before record",
    "after record",
    "before letter",
    "after letter",
    "before request",
    "after answer",
)


@dataclass(frozen=True)
class Orders:
    """Where a worker works, by which rules, and at which record or letter it dies or stops."""

    address: str
    namespace: str
    database: str
    mail_url: str
    rules: str = "today's rules"
    place: Place | None = None
    nth: int = 0
    signal: int = signal.SIGKILL


class Fuse:
    """Burns at the nth pass of one place."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._passed = 0

    def pass_by(self, place: Place) -> None:
        """Sends the signal to this process at the pass it was armed for."""
        if place == self._orders.place:
            self._passed += 1
            if self._passed == self._orders.nth:
                os.kill(os.getpid(), self._orders.signal)


class MortalLog:
    """A log whose caller may die before or after each message is recorded; looks do not count."""

    def __init__(self, log: Log, fuse: Fuse) -> None:
        self._log = log
        self._fuse = fuse

    async def append(self, batch: Batch, *, origin: Origin) -> Recorded:
        """What the log says."""
        if batch.told:
            self._fuse.pass_by("before record")
        recorded = await self._log.append(batch, origin=origin)
        if batch.told:
            self._fuse.pass_by("after record")
        return recorded


class MortalOffice:
    """A post office whose caller may die before or after each letter."""

    def __init__(self, office: PostOffice, fuse: Fuse) -> None:
        self._office = office
        self._fuse = fuse

    async def post(self, letter: Letter, *, stream: str, parties: Parties, posted_at: datetime) -> LetterOutcome:
        """What became of the letter."""
        self._fuse.pass_by("before letter")
        outcome = await self._office.post(letter, stream=stream, parties=parties, posted_at=posted_at)
        self._fuse.pass_by("after letter")
        return outcome


class MortalDialect:
    """A mail API whose caller may die when the ledger knows of a request, or when only the API knows of the letter."""

    path = Resend.path
    is_idempotent = Resend.is_idempotent
    repeats_known_for: timedelta = Resend.repeats_known_for

    def __init__(self, dialect: Resend, fuse: Fuse) -> None:
        self._dialect = dialect
        self._fuse = fuse

    def headers(self, letter_id: UUID) -> dict[str, str]:
        """The request is about to leave."""
        self._fuse.pass_by("before request")
        return self._dialect.headers(letter_id)

    def body(self, mail: Mail) -> bytes:
        """The mail as the API wants it."""
        return self._dialect.body(mail)

    def accepted(self, answer: Mapping[str, object]) -> Accepted:
        """The API has the letter."""
        self._fuse.pass_by("after answer")
        return self._dialect.accepted(answer)

    def rejected(self, status: int, answer: Mapping[str, object]) -> Rejected | Deferred:
        """The API does not want the letter."""
        return self._dialect.rejected(status, answer)


@asynccontextmanager
async def working(orders: Orders) -> AsyncIterator[None]:
    """The worker's own wiring over a log, an office and an API that may kill it."""
    fuse = Fuse(orders)
    mail, links = mail_at(orders.mail_url), links_at(orders.mail_url)
    dialect = MortalDialect(Resend(mail.token), fuse)
    client = await Client.connect(
        orders.address,
        namespace=orders.namespace,
        data_converter=data_converter(CODEC),
        plugins=[Haste()],
        identity=f"worker/{os.getpid()}",
    )
    async with (
        open_event_store(orders.database, MASTER) as log,
        worker.open_post_office(orders.database, MASTER, mail=mail, links=links, dialect=dialect) as office,
        open_pool(orders.database, Role.WATCHMAN) as watch_pool,
        open_pool(orders.database, Role.READER) as reader,
        worker.serving(
            client,
            log=MortalLog(log, fuse),
            office=MortalOffice(office, fuse),
            watch=OverduePlans(watch_pool),
            anchors=LogAnchors(Verification(reader), None),
        ),
    ):
        yield


def work(orders: Orders) -> None:
    """Works until it is killed, or until the test has died. The body of the process."""
    # What a dying worker says is not part of the proof.
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    decider.PAIR = RULES[orders.rules]
    asyncio.run(_work(orders))


async def _work(orders: Orders) -> None:
    test = multiprocessing.parent_process()
    assert test
    is_orphaned = asyncio.Event()
    asyncio.get_running_loop().add_reader(test.sentinel, is_orphaned.set)
    async with working(orders):
        await is_orphaned.wait()
        os._exit(1)
