"""Where a rehearsal takes place: throw-away servers, a catcher for the letters, a worker, all on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.envconfig import ClientConfigProfile

from adapters.catcher.box import Box
from adapters.catcher.server import catcher, serving
from adapters.codec import AesGcmCodec
from adapters.embedded.home import free_ports
from adapters.embedded.stack import Stack, throw_away
from adapters.event_store import EventStore, open_event_store
from adapters.keys import KeyRing
from adapters.people import People
from adapters.postgres import Role, open_pool
from adapters.programmes import Programmes
from adapters.temporal import connect
from gateway.client import Pairs
from gateway.codec_server import application
from gateway.programs import caught_mail, embedded_keys
from rehearsal.clock import Clock
from settings import Keys, Links, Mail, read
from worker import working
from workflows import names


@dataclass(frozen=True)
class Stage:
    """What a rehearsal plays with."""

    clock: Clock
    pairs: Pairs
    store: EventStore
    people: People
    programmes: Programmes
    box: Box
    settings: dict[str, str]
    temporal_url: str
    letters_url: str


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """A whole service on servers that exist only for this block. Raises Unavailable where a part does not start."""
    (codec_port,) = free_ports(1)
    keys = read(Keys, embedded_keys())
    codec = AesGcmCodec(keys.payload, active=keys.active)
    endpoint = f"http://127.0.0.1:{codec_port}"
    box = Box()
    async with (
        throw_away(search_attributes=names.SEARCH_ATTRIBUTES, codec_endpoint=endpoint) as stack,
        serving(application(codec, origin=stack.ui_url, arguments=False), port=codec_port),
        serving(catcher(box)) as letters_url,
        open_event_store(stack.database_url, keys.master) as store,
        open_pool(stack.database_url, Role.KEYS) as keys_pool,
    ):
        settings = _settings(stack, letters_url)
        profile = ClientConfigProfile(address=stack.temporal_address)
        clock = Clock(await connect(profile, codec=codec, role="rehearsal"))
        async with working(
            clock.client,
            database_url=stack.database_url,
            master_key=keys.master,
            mail=read(Mail, settings),
            links=read(Links, settings),
        ):
            yield Stage(
                clock=clock,
                pairs=Pairs(clock.client),
                store=store,
                people=People(keys_pool, KeyRing(keys_pool, keys.master)),
                programmes=Programmes(keys_pool),
                box=box,
                settings=settings,
                temporal_url=stack.ui_url,
                letters_url=letters_url,
            )


def _settings(stack: Stack, letters_url: str) -> dict[str, str]:
    mail = caught_mail(int(letters_url.rsplit(":", 1)[1]))
    where = {"DATABASE_URL": stack.database_url, "TEMPORAL_ADDRESS": stack.temporal_address}
    return {**where, **embedded_keys(), **mail}
