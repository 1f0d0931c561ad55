"""The wiring of the worker: settings, adapters, activities, workers. No logic, no class."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities import anchor, letters
from activities.record import Log, Recording
from activities.watch import Watch, Watching
from adapters.anchors import AnchorFile, LogAnchors
from adapters.background import beside
from adapters.codec import AesGcmCodec
from adapters.event_store import open_event_store
from adapters.guard import EVENT_BYTES, Guard
from adapters.keys import KeyRing
from adapters.letter_ledger import LetterLedger
from adapters.letter_writer import LetterWriter
from adapters.mail.api import Dialect, open_mail_api
from adapters.mail.mailpit import Mailpit
from adapters.mail.resend import Resend
from adapters.people import People
from adapters.post_office import PostOffice
from adapters.postgres import Role, open_pool
from adapters.programmes import Programmes
from adapters.projections.catalogue import ALL
from adapters.projector import projecting
from adapters.recorder import Call
from adapters.telemetry import LogMetrics, serve_metrics
from adapters.temporal import connect
from adapters.verification import Verification
from adapters.wake_up import Bell, open_bell
from adapters.watch import OverduePlans
from gateway import schedules
from gateway.client import Pairs
from settings import Anchors, Database, Keys, Links, Mail, MailProtocol, Metrics, read, temporal_profile
from settings import Log as LogSettings
from workflows import names
from workflows.anchor import AnchorWorkflow
from workflows.launcher import LauncherWorkflow
from workflows.pair import PairWorkflow
from workflows.watchman import WatchmanWorkflow

_GRACE = timedelta(seconds=30)
# Named by us: the default would read the code of every loaded module to find a name.
_BUILD = version("exchange-mentoring")


@asynccontextmanager
async def working(
    client: Client,
    *,
    database_url: str,
    master_key: bytes,
    mail: Mail,
    links: Links,
    observe: Callable[[Call], None] | None = None,
    anchors: Path | None = None,
    event_bytes: int = EVENT_BYTES,
) -> AsyncIterator[None]:
    """Pairs and letters are served, and read models kept, while the block runs; what has begun is finished.

    `observe` is told about each call to the log, whose events have `event_bytes` at most; `anchors` is their file.
    """
    async with (
        open_bell(database_url) as bell,
        projecting(database_url, ALL),
        open_event_store(
            database_url, master_key, observe=_ringing(bell, observe), guard=Guard(event_bytes=event_bytes)
        ) as log,
        open_post_office(database_url, master_key, mail=mail, links=links, dialect=_dialect(mail)) as office,
        open_pool(database_url, Role.WATCHMAN) as watch_pool,
        open_pool(database_url, Role.READER) as reader,
        serving(
            client,
            log=log,
            office=office,
            watch=OverduePlans(watch_pool),
            anchors=LogAnchors(Verification(reader), AnchorFile(anchors) if anchors else None),
        ),
    ):
        yield


@asynccontextmanager
async def open_post_office(
    database_url: str, master_key: bytes, *, mail: Mail, links: Links, dialect: Dialect
) -> AsyncIterator[PostOffice]:
    """Where letters leave the house, by the mail API that speaks this dialect."""
    async with (
        open_pool(database_url, Role.KEYS) as keys_pool,
        open_pool(database_url, Role.READER) as reader,
        open_pool(database_url, Role.POSTMAN) as postman,
        open_mail_api(str(mail.url), dialect) as mail_api,
    ):
        keys = KeyRing(keys_pool, master_key)
        yield PostOffice(
            people=People(keys_pool, keys),
            programmes=Programmes(reader),
            writer=LetterWriter(sender=mail.sender_email, links_base=str(links.base)),
            ledger=LetterLedger(postman, keys),
            mail=mail_api,
        )


@asynccontextmanager
async def serving(
    client: Client, *, log: Log, office: letters.PostOffice, watch: Watch, anchors: anchor.Anchors
) -> AsyncIterator[None]:
    """The workers over whatever fits their activities."""
    of_pairs = Worker(
        client,
        task_queue=names.PAIRS,
        workflows=[PairWorkflow, LauncherWorkflow, WatchmanWorkflow, AnchorWorkflow],
        activities=[
            Recording(log).record,
            Watching(watch, Pairs(client)).wake_overdue,
            anchor.Anchoring(anchors).take_anchor,
        ],
        graceful_shutdown_timeout=_GRACE,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    of_letters = Worker(
        client,
        task_queue=names.LETTERS,
        activities=[letters.Letters(office).post_letters],
        graceful_shutdown_timeout=_GRACE,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    async with of_letters, of_pairs:
        yield


def _ringing(bell: Bell, observe: Callable[[Call], None] | None) -> Callable[[Call], None]:
    def told(call: Call) -> None:
        bell.ring()
        if observe:
            observe(call)

    return told


def _dialect(mail: Mail) -> Dialect:
    match mail.protocol:
        case MailProtocol.RESEND:
            return Resend(mail.token)
        case MailProtocol.MAILPIT:
            return Mailpit()


async def main() -> None:
    """Serves until SIGTERM or Ctrl-C."""
    logging.basicConfig()
    logging.getLogger("mentoring").setLevel(logging.INFO)
    keys = read(Keys)
    codec = AesGcmCodec(keys.payload, active=keys.active)
    address = read(Metrics).address
    runtime = serve_metrics(address) if address else Runtime.default()
    client = await connect(temporal_profile() or ClientConfigProfile(), codec=codec, role="worker", runtime=runtime)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with working(
        client,
        database_url=read(Database).url.get_secret_value(),
        master_key=keys.master,
        mail=read(Mail),
        links=read(Links),
        observe=LogMetrics(runtime.metric_meter),
        anchors=read(Anchors).file,
        event_bytes=read(LogSettings).event_bytes,
    ):
        await schedules.set_up(Pairs(client))
        async with beside(schedules.keep_up(Pairs(client))):
            await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main())
