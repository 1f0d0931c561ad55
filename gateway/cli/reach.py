"""How the commands reach the service: the stack that `up` runs in this folder, else what the environment names."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile

from adapters.closed_log import ClosedLog
from adapters.codec import AesGcmCodec
from adapters.keys import KeyRing
from adapters.people import People
from adapters.postgres import Role, open_pool
from adapters.programmes import Programmes
from adapters.read_models import ReadModels
from adapters.temporal import connect
from domain.base import Unavailable
from gateway.client import Pairs
from gateway.programs import Given
from gateway.reading import Reading
from gateway.up import FOLDER, running_stack
from settings import Database, Keys, read, temporal_profile


@dataclass(frozen=True)
class Vault:
    """What must be open to take a programme and its people in."""

    people: People
    programmes: Programmes


def stack() -> Given:
    """The settings of the stack that runs here, or nothing where the environment names servers. Raises Unavailable."""
    given = running_stack()
    if not given and not os.environ.get("DATABASE_URL"):
        raise Unavailable(f"no service runs in {FOLDER}, and DATABASE_URL names no database")
    return given


def database_url(given: Given) -> str:
    """The DSN. Raises Refused where it is missing or wrong."""
    return read(Database, given).url.get_secret_value()


@asynccontextmanager
async def reading(given: Given) -> AsyncIterator[tuple[Reading, Programmes]]:
    """The pairs and programmes, for reading without a key."""
    async with open_pool(database_url(given), Role.READER) as pool:
        yield Reading(ClosedLog(pool), ReadModels(pool)), Programmes(pool)


@asynccontextmanager
async def vault(given: Given) -> AsyncIterator[Vault]:
    """People and programmes, for writing."""
    async with open_pool(database_url(given), Role.KEYS) as pool:
        yield Vault(people=People(pool, KeyRing(pool, read(Keys, given).master)), programmes=Programmes(pool))


async def pairs(given: Given) -> Pairs:
    """The pairs, for telling them something. Raises Unavailable."""
    return Pairs(await temporal(given))


async def temporal(given: Given) -> Client:
    """The Temporal server. Raises Unavailable."""
    keys = read(Keys, given)
    codec = AesGcmCodec(keys.payload, active=keys.active)
    return await connect(temporal_profile(given) or ClientConfigProfile(), codec=codec, role="command line")
